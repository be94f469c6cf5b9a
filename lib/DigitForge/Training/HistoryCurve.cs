namespace DigitForge.Training;

/// <summary>A history thinned to so many points that a chart can show them.</summary>
/// <param name="Iterations">The last iteration that each point stands for.</param>
/// <param name="Means">The mean of the iterations since the point before.</param>
public sealed record HistoryCurve(IReadOnlyList<double> Iterations, IReadOnlyList<IterationRecord> Means);
