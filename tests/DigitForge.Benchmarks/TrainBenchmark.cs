using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;

namespace DigitForge.Benchmarks;

/// <summary>Trains a model of the series and measures speed and memory, with the machine's own best speed before and after.</summary>
internal static class TrainBenchmark
{
    private const int Parts = 5;
    private const int WarmUp = 20;
    private const int Settled = 500;

    /// <summary>Trains.</summary>
    /// <param name="model">One of <see cref="Series.Names"/>.</param>
    /// <param name="iterations">How many iterations are timed, in five parts, of whose speeds the median counts.</param>
    public static Report Run(string model, int iterations)
    {
        TorchRuntime.Start();
        using var scope = torch.NewDisposeScope();
        using var data = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"));
        var random = TorchRuntime.Random(1);
        var (recipe, generator, discriminator) = Series.Make(model, random);
        using var gan = Gan.Compile(generator, discriminator, recipe);
        using var trainer = new GanTrainer(gan, data, random);

        double sgemmBefore = Sgemm.GigaflopsPerSecond();
        trainer.Train(WarmUp);
        double residentFirst = ResidentMegabytes();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var speeds = new List<double>();
        int part = Math.Max(1, iterations / Parts);
        for (int done = 0; done < iterations; done += part)
        {
            var run = trainer.Train(Math.Min(part, iterations - done));
            speeds.Add(run.Iterations / run.Elapsed.TotalSeconds);
            if (trainer.Iteration - part < Settled && trainer.Iteration >= Settled)
                residentFirst = ResidentMegabytes();
        }

        double perSecond = Median.Of(speeds);
        double sgemm = (sgemmBefore + Sgemm.GigaflopsPerSecond()) / 2;
        double? gigaflops = model == "article" ? ArticleFlops.PerIteration(generator, discriminator, recipe.BatchSize) / 1e9 : null;
        return new Report($"training: {model}",
        [
            new("iterations_per_second", perSecond, "/s"),
            new("gflop_per_iteration", gigaflops, "GFLOP"),
            new("sgemm_gflops", sgemm, "GFLOP/s"),
            new("fraction_of_sgemm", gigaflops * perSecond / sgemm, ""),
            new("threads", torch.get_num_threads(), ""),
            new("managed_bytes_per_iteration", (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)iterations, "bytes"),
            new("native_tensors_left", DisposeScopeManager.Statistics.ThreadTotalLiveCount - tensors - (trainer.Samples.Count - 1), ""),
            new("resident_mb_first", residentFirst, "MB"),
            new("resident_mb_last", ResidentMegabytes(), "MB"),
        ]);
    }

    private static double ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
