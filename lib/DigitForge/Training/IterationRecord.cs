namespace DigitForge.Training;

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
