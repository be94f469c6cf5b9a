namespace DigitForge.Models;

/// <summary>One line of a model's summary.</summary>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="Type">The layer's type, such as <c>Linear</c>.</param>
/// <param name="OutputShape">The shape of what it gives, without the batch dimension.</param>
/// <param name="Trainable">How many numbers training adjusts.</param>
/// <param name="Statistics">How many running statistics it keeps: numbers that are measured, not trained.</param>
public sealed record LayerSummary(
    string Name, string Type, IReadOnlyList<long> OutputShape, long Trainable, long Statistics);
