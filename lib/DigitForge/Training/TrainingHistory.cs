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

    internal void Add(IterationRecord record) => records.Add(record);
}
