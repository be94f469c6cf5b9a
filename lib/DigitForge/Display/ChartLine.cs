namespace DigitForge.Display;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Colour">A CSS colour.</param>
/// <param name="Values">Its values, at even distances from left to right.</param>
public sealed record ChartLine(string Name, string Colour, IReadOnlyList<double> Values);
