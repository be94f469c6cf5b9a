using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>
/// A race against the clock: how many seconds of training does a GAN need until its pictures pass a bar? All races on this machine go into one table.
/// </summary>
/// <param name="evaluator">Measures the pictures.</param>
/// <param name="bar">The bar that the pictures must pass.</param>
/// <param name="file">The table's file; it is created with the first race.</param>
public sealed class Speedrun(Evaluator evaluator, QualityBar bar, string file)
{
    private const int AtOnce = 500;

    /// <summary>The training time between two evaluations, in seconds.</summary>
    public double Every { get; init; } = 10;

    /// <summary>The training time after which a race is given up, in seconds.</summary>
    public double Limit { get; init; } = 300;

    /// <summary>The number of pictures in each evaluation. Compare only races with the same number.</summary>
    public int Pictures { get; init; } = 10_000;

    /// <summary>Trains until the pictures pass, the recipe's iterations are done or the time is up, and adds the race to the table.</summary>
    /// <param name="name">The race's name in the table.</param>
    /// <param name="trainer">A run that has not started.</param>
    /// <param name="random">Draws the noise of the pictures that are measured.</param>
    /// <param name="progress">Receives a report on every iteration, on this thread.</param>
    /// <param name="cancellationToken">Ends the race, which is then not added to the table.</param>
    /// <returns>The table, including this race.</returns>
    /// <exception cref="OneSentenceException">The run has already started, or the table's file is damaged.</exception>
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

    /// <summary>Draws pictures in blocks and rounds them to 256 grey levels, as a file would.</summary>
    /// <param name="gan">The networks. A conditional generator draws every digit equally often.</param>
    /// <param name="count">The number of pictures.</param>
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
/// <param name="Name">The race's name.</param>
/// <param name="Passed">Whether the pictures passed the bar.</param>
/// <param name="Seconds">The training time in seconds until they did, or until the race was over.</param>
/// <param name="Iterations">The number of iterations until then.</param>
/// <param name="Verdict">The verdict of the last evaluation, in a sentence.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record SpeedrunRow(string Name, bool Passed, double Seconds, int Iterations, string Verdict);

/// <summary>All races on this machine, the fastest first, followed by those that did not pass.</summary>
/// <param name="Bar">The bar that the pictures must pass.</param>
/// <param name="Races">The races.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record SpeedrunTable(QualityBar Bar, IReadOnlyList<SpeedrunRow> Races) : IHtmlView
{
    private static string[] Titles => Language.Texts("race", "time to the bar", "iterations", "the last look");

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Html(Titles, Rows(), words: 1, caption: Caption);

    /// <summary>One race per line.</summary>
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
