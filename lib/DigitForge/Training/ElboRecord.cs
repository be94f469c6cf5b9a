namespace DigitForge.Training;

/// <summary>What one iteration of a variational autoencoder measured: both parts of its loss, in nats for each picture.</summary>
/// <param name="Reconstruction">How much the rebuilt pictures differ from the originals: cross-entropy, summed over the pixels.</param>
/// <param name="Divergence">How far the clouds in latent space are from the standard normal distribution.</param>
public readonly record struct ElboRecord(float Reconstruction, float Divergence) : IIterationRecord<ElboRecord>
{
    /// <summary>The sum of both: the negative of the evidence lower bound.</summary>
    public float NegativeElbo => Reconstruction + Divergence;

    /// <inheritdoc/>
    public static ElboRecord Mean(IReadOnlyCollection<ElboRecord> records) => records.Count == 0
        ? default
        : new ElboRecord(records.Average(record => record.Reconstruction), records.Average(record => record.Divergence));

    /// <summary>One line for a console.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"negative ELBO {NegativeElbo:F2} nats a picture: reconstruction {Reconstruction:F2}, divergence {Divergence:F2}");
}
