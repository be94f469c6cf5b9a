namespace DigitForge.Training;

/// <summary>A history thinned to so many points that a chart can show them.</summary>
/// <typeparam name="TRecord">What an iteration measures.</typeparam>
/// <param name="Iterations">The last iteration that each point stands for.</param>
/// <param name="Means">The mean of the iterations since the point before.</param>
public sealed record HistoryCurve<TRecord>(IReadOnlyList<double> Iterations, IReadOnlyList<TRecord> Means)
    where TRecord : struct, IIterationRecord<TRecord>;
