namespace DigitForge.Training;

/// <summary>What one iteration measured, in figures of which one can take a mean.</summary>
/// <typeparam name="TSelf">The record's own type.</typeparam>
public interface IIterationRecord<TSelf>
    where TSelf : struct, IIterationRecord<TSelf>
{
    /// <summary>The mean of some records; all zero where there are none.</summary>
    /// <param name="records">The records.</param>
    static abstract TSelf Mean(IReadOnlyCollection<TSelf> records);
}
