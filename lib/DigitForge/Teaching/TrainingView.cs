using DigitForge.Display;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>Shows the training of a GAN while it runs, in one place of the cell's output. Hand it to <see cref="Trainer{TRecord}.Train"/>.</summary>
/// <param name="trainer">The trainer that it watches.</param>
public sealed class TrainingView(GanTrainer trainer) : RunView<IterationRecord>(trainer)
{
    private readonly bool discriminatorLearns = trainer.Recipe.DiscriminatorLearns;

    /// <inheritdoc/>
    protected override string Comment(IterationRecord recent, int iteration) => Commentary.On(recent, iteration, discriminatorLearns);

    /// <inheritdoc/>
    protected override IReadOnlyList<Chart> Charts(HistoryCurve<IterationRecord> curve) =>
        [TrainingCharts.Losses(curve), TrainingCharts.Accuracies(curve)];
}
