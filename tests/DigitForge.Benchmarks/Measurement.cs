namespace DigitForge.Benchmarks;

/// <summary>One figure.</summary>
/// <param name="Name">What was measured, in the form of a JSON name.</param>
/// <param name="Value">The figure; null where it is not known for this case.</param>
/// <param name="Unit">Its unit; empty for a ratio or a count.</param>
internal sealed record Measurement(string Name, double? Value, string Unit);
