using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>
/// A race against the clock: how many seconds of training until what a GAN draws passes a bar? All races on this machine go into one table.
/// </summary>
/// <param name="evaluator">Measures the pictures.</param>
/// <param name="bar">What they must reach.</param>
/// <param name="file">The table's file; it is made with the first race.</param>
public sealed class Speedrun(Evaluator evaluator, QualityBar bar, string file)
{
    private const int AtOnce = 500;

    /// <summary>Seconds of training between two looks at the pictures.</summary>
    public double Every { get; init; } = 10;

    /// <summary>Seconds of training after which a race is given up.</summary>
    public double Limit { get; init; } = 300;

    /// <summary>How many pictures are measured at each look; compare only races with as many.</summary>
    public int Pictures { get; init; } = 10_000;

    /// <summary>Trains until the pictures pass, the recipe's iterations are over, or time is up, and adds the race to the table.</summary>
    /// <param name="name">The race's name in the table.</param>
    /// <param name="trainer">A run that has not begun.</param>
    /// <param name="random">Draws the noise of the pictures that are measured.</param>
    /// <param name="progress">Receives a report on every iteration, on this thread.</param>
    /// <param name="cancellationToken">Ends the race; it is not added to the table.</param>
    /// <returns>The table, with this race in it.</returns>
    /// <exception cref="OneSentenceException">The run has begun already, or the table's file is damaged.</exception>
    public SpeedrunTable Run(
        string name, GanTrainer trainer, torch.Generator random, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (trainer.Iteration > 0)
            throw new OneSentenceException($"Found a run of {trainer.Iteration:N0} iterations, expected one that has not begun: the clock starts with fresh networks.");
        var rows = JsonRows.Read<SpeedrunRow>(file, "races");
        foreach (double seconds in TimedRun.Stops(trainer, Every, Limit, progress, cancellationToken))
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            using var drawn = Draw(trainer.Gan, Pictures, random);
            var verdict = bar.Judge(evaluator, drawn);
            Console.WriteLine(Language.Text($"{seconds:F0} s, {trainer.Iteration:N0} iterations. {verdict}"));
            bool isOver = verdict.Passes || trainer.Iteration >= trainer.Recipe.Iterations || seconds >= Limit;
            if (!isOver)
                continue;
            rows.Add(new SpeedrunRow(name, verdict.Passes, seconds, trainer.Iteration, verdict.Sentence));
            JsonRows.Write(file, rows);
            break;
        }

        return new SpeedrunTable(bar, rows);
    }

    /// <summary>Draws pictures in blocks, as a file would keep them: with 256 greys.</summary>
    /// <param name="gan">The networks. A conditional generator draws every digit as often.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="random">Draws the noise.</param>
    /// <returns>float32 [count, 784], 0 to 1; the caller owns it.</returns>
    public static torch.Tensor Draw(Gan gan, int count, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var pictures = torch.empty(count, DigitImage.PixelCount);
        foreach (var (start, length) in Blocks.Split(count, AtOnce))
        {
            using var block = torch.NewDisposeScope();
            var labels = gan.LabelCount > 0 ? torch.arange(start, start + length).remainder(gan.LabelCount) : null;
            var drawn = gan.Generate(torch.randn(length, gan.Generator.LatentSize, generator: random), labels);
            pictures.narrow(0, start, length).copy_(DigitImage.Rounded(drawn));
        }

        return pictures.MoveToOuterDisposeScope();
    }
}

/// <summary>One race.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Passed">Whether the pictures passed the bar.</param>
/// <param name="Seconds">Seconds of training until they did, or until the race was over.</param>
/// <param name="Iterations">Iterations until then.</param>
/// <param name="Verdict">The last look at the pictures, in a sentence.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record SpeedrunRow(string Name, bool Passed, double Seconds, int Iterations, string Verdict);

/// <summary>All races on this machine, the fastest first; behind them those that did not pass.</summary>
/// <param name="Bar">What the pictures must reach.</param>
/// <param name="Races">The races.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record SpeedrunTable(QualityBar Bar, IReadOnlyList<SpeedrunRow> Races) : IHtmlView
{
    private static string[] Titles => Language.Texts("race", "time to the bar", "iterations", "the last look");

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Html(Titles, Rows(), words: 1, caption: Caption);

    /// <summary>One race a line.</summary>
    public override string ToString() => string.Join('\n', Rows().Select(row => string.Join("  ", row)).Prepend(Caption));

    private string Caption => Language.Text($"The bar: {Bar}.");

    private IEnumerable<string[]> Rows() => Races.OrderByDescending(race => race.Passed).ThenBy(race => race.Seconds).Select(race => (string[])
    [
        race.Name,
        race.Passed ? Language.Text($"{race.Seconds:F1} s") : Language.Text($"not within {race.Seconds:F0} s"),
        Language.Text($"{race.Iterations:N0}"),
        race.Verdict,
    ]);
}
