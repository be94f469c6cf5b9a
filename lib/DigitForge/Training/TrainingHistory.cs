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
    public HistoryCurve<TRecord> Thin(int mostPoints)
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
