using DigitForge.Display;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>
/// Shows the training of a variational autoencoder while it runs, in one place of the cell's output. Hand it to
/// <see cref="Trainer{TRecord}.Train"/>.
/// </summary>
/// <param name="trainer">The trainer that it watches.</param>
public sealed class VaeTrainingView(VaeTrainer trainer) : RunView<ElboRecord>(trainer)
{
    /// <inheritdoc/>
    protected override string Comment(ElboRecord recent, int iteration) => iteration == 0
        ? "Nothing has been learned yet: the decoder draws dust."
        : FormattableString.Invariant($"A picture costs {recent.Reconstruction:F0} nats to rebuild, and its place in latent space {recent.Divergence:F1}.");

    /// <inheritdoc/>
    protected override IReadOnlyList<Chart> Charts(HistoryCurve<ElboRecord> curve) => [TrainingCharts.Elbo(curve)];
}
