namespace DigitForge.Training;

/// <summary>How far the training of a classifier is; reported after every epoch, which is one pass over the data.</summary>
/// <param name="Epoch">How many epochs are done.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Loss">Cross-entropy in nats, mean over the epoch, each batch measured before it was learned from.</param>
/// <param name="Elapsed">The time since training began.</param>
public sealed record ClassifierProgress(int Epoch, int Epochs, double Loss, TimeSpan Elapsed)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"epoch {Epoch} of {Epochs}: loss {Loss:F4}, {Elapsed.TotalSeconds:F0} s");
}
