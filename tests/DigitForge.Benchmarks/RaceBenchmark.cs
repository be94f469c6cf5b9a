using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Runtime;
using Shared;
using TorchSharp;

namespace DigitForge.Benchmarks;

/// <summary>
/// Seconds of training until 10,000 pictures pass a bar: ours, then each peer, then ours again. Drawing, writing and measuring are not
/// counted, for nobody.
/// </summary>
internal static class RaceBenchmark
{
    /// <summary>Races.</summary>
    /// <param name="rounds">How often each one runs, with a seed of its own each time.</param>
    /// <param name="settings">When to stop and look.</param>
    /// <param name="python">The Python that has the peers' libraries.</param>
    public static IReadOnlyList<Report> Run(int rounds, RaceSettings settings, string python)
    {
        TorchRuntime.Start();
        using var judge = new RaceJudge(QualityBar.GoodDigits);
        using var data = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"));
        IRacer[] racers = [new OurRacer(data), new PeerRacer(python, "pytorch_dcgan.py"), new PeerRacer(python, "pytorch_mlp_gan.py")];
        var times = racers.ToDictionary(racer => racer, _ => new List<double>());
        for (int round = 1; round <= rounds; round++)
        {
            foreach (var racer in racers)
            {
                if (SecondsToBar(racer, settings with { Seed = round }, judge) is { } seconds)
                    times[racer].Add(seconds);
            }
        }

        // A peer that is not installed has no times.
        return [.. racers.Where(racer => times[racer].Count > 0).Select(racer => Row(racer.Name, times[racer], times[racers[0]], settings.Limit))];
    }

    private static Report Row(string name, List<double> times, List<double> ours, double limit) => new($"race: {name}",
    [
        new("rounds", times.Count, ""),
        new("rounds_passed", times.Count(double.IsFinite), ""),
        new("gave_up_after", times.All(double.IsFinite) ? null : limit, "s"),
        new("seconds_to_the_bar", Finite(Median.Compute(times)), "s"),
        new("fastest", Finite(times.Min()), "s"),
        new("slowest", Finite(times.Max()), "s"),
        new("times_ours", Finite(Median.Compute(times.Zip(ours, (theirs, mine) => theirs / mine))), ""),
    ]);

    // Infinity where the bar was not passed within the limit: the order of the times, and so their median, stays right. Null where nothing was shown.
    private static double? SecondsToBar(IRacer racer, RaceSettings settings, RaceJudge judge)
    {
        double? result = null;
        foreach (var (seconds, pictures) in racer.Train(settings))
        {
            using (pictures)
            {
                var verdict = judge.Judge(pictures);
                Console.Error.WriteLine(FormattableString.Invariant($"{racer.Name}, round {settings.Seed}, {seconds:F1} s: {verdict}"));
                if (verdict.Passes)
                    return seconds;
                result = double.PositiveInfinity;
            }
        }

        return result;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>When a racer stops and shows its pictures.</summary>
/// <param name="Every">Seconds of training between two stops.</param>
/// <param name="Limit">Seconds of training after which it gives up.</param>
/// <param name="Seed">The seed of its weights and its noise.</param>
internal sealed record RaceSettings(double Every, double Limit, int Seed = 1)
{
    /// <summary>How many pictures are shown at each stop.</summary>
    public const int Pictures = 10_000;
}

/// <summary>Measures the pictures of a stop.</summary>
internal sealed class RaceJudge : IDisposable
{
    private readonly QualityBar bar;
    private readonly ImageDataSet training = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"));
    private readonly ImageDataSet test = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"), DataSplit.Test);
    private readonly Evaluator evaluator;

    public RaceJudge(QualityBar bar)
    {
        this.bar = bar;
        evaluator = Evaluator.Load(RepositoryFolder.File("data", "models"), training, test);
    }

    /// <summary>Whether pictures pass the bar, and why.</summary>
    /// <param name="pictures">float32 [N, 784], 0 to 1, of 256 greys.</param>
    public QualityVerdict Judge(torch.Tensor pictures) => bar.Judge(evaluator, pictures);

    /// <inheritdoc/>
    public void Dispose()
    {
        evaluator.Dispose();
        training.Dispose();
        test.Dispose();
    }
}
