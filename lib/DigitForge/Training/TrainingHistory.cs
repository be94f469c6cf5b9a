namespace DigitForge.Training;

/// <summary>What every iteration measured, from the first to the last.</summary>
/// <typeparam name="TRecord">What an iteration measures.</typeparam>
public sealed class TrainingHistory<TRecord>
    where TRecord : struct, IIterationRecord<TRecord>
{
    private readonly List<TRecord> records = [];

    /// <summary>One record per iteration; the first is iteration 1's.</summary>
    public IReadOnlyList<TRecord> Records => records;

    /// <summary>The mean of the last iterations: a single batch says little.</summary>
    /// <param name="count">How many iterations; fewer where there are not so many.</param>
    /// <returns>The mean; all zero before the first iteration.</returns>
    public TRecord MeanOfLast(int count) => TRecord.Mean([.. records.Skip(records.Count - count)]);

    /// <summary>The history in so many points that a chart can show them.</summary>
    /// <param name="mostPoints">How many points at most. Each is a mean, so that no swing is an accident of which iteration was taken.</param>
    internal HistoryCurve<TRecord> Thin(int mostPoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPoints, 1);
        int size = Math.Max(1, (records.Count + mostPoints - 1) / mostPoints);
        TRecord[] means = [.. records.Chunk(size).Select(TRecord.Mean)];
        return new HistoryCurve<TRecord>([.. means.Select((_, i) => (double)Math.Min((i + 1) * size, records.Count))], means);
    }

    internal void Add(TRecord record) => records.Add(record);

    internal void Replace(IEnumerable<TRecord> others)
    {
        records.Clear();
        records.AddRange(others);
    }
}

/// <summary>A history thinned to so many points that a chart can show them.</summary>
/// <typeparam name="TRecord">What an iteration measures.</typeparam>
/// <param name="Iterations">The last iteration that each point stands for.</param>
/// <param name="Means">The mean of the iterations since the point before.</param>
internal sealed record HistoryCurve<TRecord>(IReadOnlyList<double> Iterations, IReadOnlyList<TRecord> Means)
    where TRecord : struct, IIterationRecord<TRecord>;

/// <summary>What one iteration measured, in figures of which one can take a mean.</summary>
/// <typeparam name="TSelf">The record's own type.</typeparam>
public interface IIterationRecord<TSelf>
    where TSelf : struct, IIterationRecord<TSelf>
{
    /// <summary>The mean of some records; all zero where there are none.</summary>
    /// <param name="records">The records.</param>
    static abstract TSelf Mean(IReadOnlyCollection<TSelf> records);

    /// <summary>Whether the losses are finite numbers. Where they are not, the training has exploded.</summary>
    bool IsFinite { get; }
}

/// <summary>What one iteration measured. Losses are binary cross-entropies in nats, accuracies parts from 0 to 1.</summary>
/// <param name="DiscriminatorLoss">Mean of the losses on the real and on the fake batch.</param>
/// <param name="AccuracyOnReal">The part of the real images that the discriminator called real.</param>
/// <param name="AccuracyOnFake">The part of the fakes that the discriminator called fake.</param>
/// <param name="GeneratorLoss">High when the discriminator sees through the fakes.</param>
public readonly record struct IterationRecord(
    float DiscriminatorLoss, float AccuracyOnReal, float AccuracyOnFake, float GeneratorLoss) : IIterationRecord<IterationRecord>
{
    /// <summary>The discriminator's accuracy over both batches, as the article reports it.</summary>
    public float DiscriminatorAccuracy => (AccuracyOnReal + AccuracyOnFake) / 2;

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(DiscriminatorLoss) && float.IsFinite(GeneratorLoss);

    /// <inheritdoc/>
    public static IterationRecord Mean(IReadOnlyCollection<IterationRecord> records) => records.Count == 0
        ? default
        : new IterationRecord(
            records.Average(record => record.DiscriminatorLoss),
            records.Average(record => record.AccuracyOnReal),
            records.Average(record => record.AccuracyOnFake),
            records.Average(record => record.GeneratorLoss));

    /// <summary>One line in the article's words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"D loss {DiscriminatorLoss:F4}, D accuracy {DiscriminatorAccuracy:P1} (real {AccuracyOnReal:P0}, fake {AccuracyOnFake:P0}), G loss {GeneratorLoss:F4}");
}
