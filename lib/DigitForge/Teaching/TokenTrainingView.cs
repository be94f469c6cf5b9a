using DigitForge.Display;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>
/// Shows the training of a transformer while it runs, in one part of the cell's output: the bits per token, and the digits or the text that the
/// network generates. Pass it to <see cref="Trainer{TRecord}.Train"/>.
/// </summary>
/// <param name="trainer">The trainer to watch.</param>
/// <param name="levels">Other methods to compare with in the chart: each with its name and its bits per token.</param>
public sealed class TokenTrainingView(TokenTrainer trainer, params IReadOnlyList<(string Name, double Bits)> levels) : RunView<TokenRecord>(trainer)
{
    private const int Seed = 1;

    private WrittenText? text;
    private int writtenAt;

    /// <summary>Writes text with the trained network; null if the network does not write text.</summary>
    public TextModel? Writer { get; init; }

    /// <summary>The beginning of the text.</summary>
    public string Prompt { get; init; } = "\n";

    /// <summary>The number of characters to write. Each takes some milliseconds of the training.</summary>
    public int Characters { get; init; } = 240;

    /// <summary>How the characters are drawn.</summary>
    public Sampling Sampling { get; init; } = new() { Temperature = 0.8 };

    /// <inheritdoc/>
    private protected override string FirstTitle => Language.Text("The same random numbers before training");

    /// <inheritdoc/>
    private protected override string Comment(TokenRecord recent, int iteration) => Commentary.On(recent, iteration);

    /// <inheritdoc/>
    private protected override IReadOnlyList<Chart> Charts(HistoryCurve<TokenRecord> curve) => [TrainingCharts.Bits(curve, levels)];

    /// <inheritdoc/>
    private protected override IHtmlView? Now(TrainingProgress progress)
    {
        if (Writer is null)
            return base.Now(progress);
        // Writing takes longer than drawing, so it happens only at the recipe's sample intervals and at the end.
        bool isDue = text is null || progress.Iteration - writtenAt >= trainer.Recipe.SampleInterval || progress.Done == progress.Total;
        if (isDue && (text is null || progress.Iteration != writtenAt))
            (text, writtenAt) = (Write(Writer, Language.Text($"After {progress.Iteration:N0} iterations")), progress.Iteration);
        return text;
    }

    /// <inheritdoc/>
    private protected override IHtmlView? First(TrainingProgress progress) => Writer is null ? base.First(progress) : text;

    // Every text uses the same random numbers, so that only the weights differ between texts.
    private WrittenText Write(TextModel writer, string title)
    {
        using var random = TorchRuntime.Random(Seed);
        using var loan = trainer.LendAverage();
        return new WrittenText(title, (Prompt + writer.Write(Prompt, Characters, random, Sampling)).Trim());
    }
}
