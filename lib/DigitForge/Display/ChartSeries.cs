namespace DigitForge.Display;

/// <summary>One line of a chart, or one colour of its bars or points.</summary>
/// <param name="Name">What it shows; empty where there is nothing to tell apart.</param>
/// <param name="X">Where each value stands.</param>
/// <param name="Y">The values, as many as there are places. One that is not a number leaves a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
