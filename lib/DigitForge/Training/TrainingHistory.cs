namespace DigitForge.Training;

/// <summary>What every iteration measured, from the first to the last.</summary>
public sealed class TrainingHistory
{
    private readonly List<IterationRecord> records = [];

    /// <summary>One record per iteration; the first is iteration 1's.</summary>
    public IReadOnlyList<IterationRecord> Records => records;

    /// <summary>The mean of the last iterations: a single batch says little.</summary>
    /// <param name="count">How many iterations; fewer where there are not so many.</param>
    /// <returns>The mean; all zero before the first iteration.</returns>
    public IterationRecord MeanOfLast(int count) => IterationRecord.Mean([.. records.Skip(records.Count - count)]);

    /// <summary>The history in so many points that a chart can show them.</summary>
    /// <param name="mostPoints">How many points at most. Each is a mean, so that no swing is an accident of which iteration was taken.</param>
    public HistoryCurve Thin(int mostPoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPoints, 1);
        int size = Math.Max(1, (records.Count + mostPoints - 1) / mostPoints);
        IterationRecord[] means = [.. records.Chunk(size).Select(IterationRecord.Mean)];
        return new HistoryCurve([.. means.Select((_, i) => (double)Math.Min((i + 1) * size, records.Count))], means);
    }

    internal void Add(IterationRecord record) => records.Add(record);

    internal void Replace(IEnumerable<IterationRecord> others)
    {
        records.Clear();
        records.AddRange(others);
    }
}
