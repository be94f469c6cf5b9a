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

    // After so many iterations a long run's memory is what it will be.
    private const int Settled = 500;

    /// <summary>Trains.</summary>
    /// <param name="model">One of <see cref="Series.Names"/>.</param>
    /// <param name="iterations">How many iterations are timed, in five parts.</param>
    public static Report Run(string model, int iterations)
    {
        TorchRuntime.Start();
        using var scope = torch.NewDisposeScope();
        using var data = DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"));
        var random = TorchRuntime.Random(1);
        if (Series.IsVae(model))
        {
            using var vaeTrainer = new VaeTrainer(Series.MakeVae(model, random), data, random);
            return Measure(model, vaeTrainer, iterations, gigaflops: null);
        }

        var (recipe, generator, discriminator) = Series.MakeGan(model, random);
        using var gan = Gan.Compile(generator, discriminator, recipe);
        using var trainer = new GanTrainer(gan, data, random);
        return Measure(model, trainer, iterations, model == "article" ? ArticleFlops.PerIteration(generator, discriminator, recipe.BatchSize) / 1e9 : null);
    }

    // The machine's best is measured between the parts, and each part is compared with what lies around it, because what else the machine
    // does changes from second to second.
    private static Report Measure<TRecord>(string model, Trainer<TRecord> trainer, int iterations, double? gigaflops)
        where TRecord : struct, IIterationRecord<TRecord>
    {
        trainer.Train(iterations > Settled ? Settled : WarmUp);
        double sgemm = Sgemm.GigaflopsPerSecond();
        double residentFirst = ResidentMegabytes();
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount - trainer.Samples.Count;
        long bytes = 0;

        var parts = new List<(double Speed, double Sgemm)>();
        int size = Math.Max(1, iterations / Parts);
        for (int done = 0; done < iterations; done += size)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            var run = trainer.Train(Math.Min(size, iterations - done));
            bytes += GC.GetTotalAllocatedBytes(precise: true) - before;
            double sgemmAfter = Sgemm.GigaflopsPerSecond();
            parts.Add((run.Iterations / run.Elapsed.TotalSeconds, (sgemm + sgemmAfter) / 2));
            sgemm = sgemmAfter;
        }

        return new Report($"training: {model}",
        [
            new("iterations_per_second", Median.Compute(parts.Select(part => part.Speed)), "/s"),
            new("gflop_per_iteration", gigaflops, "GFLOP"),
            new("sgemm_gflops", Median.Compute(parts.Select(part => part.Sgemm)), "GFLOP/s"),
            new("fraction_of_sgemm", gigaflops is { } each ? Median.Compute(parts.Select(part => each * part.Speed / part.Sgemm)) : null, ""),
            new("threads", torch.get_num_threads(), ""),
            new("managed_bytes_per_iteration", bytes / (double)iterations, "bytes"),
            new("native_tensors_left", DisposeScopeManager.Statistics.ThreadTotalLiveCount - tensors - trainer.Samples.Count, ""),
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
