using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Display;
using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Training;
using Shared;
using TorchSharp;

namespace DigitForge.Benchmarks;

/// <summary>What a reader waits for besides training.</summary>
internal static class LibraryBenchmarks
{
    // Some seven seconds, in which the view shows four frames.
    private const int ViewIterations = 300;

    /// <summary>The training images from their packed file to a tensor.</summary>
    public static Report Data() => new("data", [new("load_training_set", Median.SecondsOf(() => LoadMnist().Dispose()), "s")]);

    /// <summary>Measuring 10,000 pictures against the 10,000 test images.</summary>
    public static Report Evaluation()
    {
        using var scope = torch.NewDisposeScope();
        using var training = LoadMnist();
        using var test = LoadMnist(DataSplit.Test);
        using var evaluator = Evaluator.Load(RepositoryFolder.File("data", "models"), training, test);
        var pictures = training.RandomBatch(10_000, TorchRuntime.Random(1));
        return new("evaluation", [new("evaluate_10000_pictures", Median.SecondsOf(() => evaluator.Evaluate(pictures), times: 3), "s"), new("peak_resident", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB")]);
    }

    /// <summary>A grid of sixteen digits as a PNG file.</summary>
    public static Report Png()
    {
        using var training = LoadMnist();
        using var digits = training.RandomBatch(16, TorchRuntime.Random(1));
        return new("pictures", [new("png_of_16_digits", 1000 * Median.SecondsOf(() => ImageGrid.Create(digits).ToPng(), times: 21), "ms")]);
    }

    /// <summary>The article's training with its live view and without, in turn; the median ratio of the times.</summary>
    public static Report LiveView()
    {
        using var scope = torch.NewDisposeScope();
        using var data = LoadMnist();
        var random = TorchRuntime.Random(1);
        using var gan = Gan.Compile(new Generator(random), new Discriminator(random), GanRecipe.Article);
        using var trainer = new GanTrainer(gan, data, random);
        using var host = RunningCell.Begin();
        trainer.Train(20);
        var ratios = Enumerable.Range(0, 5).Select(_ =>
        {
            double plain = trainer.Train(ViewIterations).Elapsed.TotalSeconds;
            using var view = new TrainingView(trainer);
            return trainer.Train(ViewIterations, view).Elapsed.TotalSeconds / plain;
        });
        return new("live view", [new("time_with_view_to_time_without", Median.Compute(ratios.ToArray()), "")]);
    }

    private static ImageDataSet LoadMnist(DataSplit split = DataSplit.Training) => DataSets.Mnist.Load(RepositoryFolder.File("data", "mnist"), split);
}
