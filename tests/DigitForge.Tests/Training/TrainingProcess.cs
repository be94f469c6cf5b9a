using System.Diagnostics;
using System.Runtime.CompilerServices;
using DigitForge.Training;
using Shared;

namespace DigitForge.Tests.Training;

/// <summary>
/// A training run in its own process, so that a test can kill it: the test program, started again. An environment variable tells it to train instead
/// of testing.
/// </summary>
internal static class TrainingProcess
{
    private const string FolderSwitch = "DIGITFORGE_TRAIN_IN";
    private const string ModelSwitch = "DIGITFORGE_TRAIN_MODEL";

    /// <summary>The total number of iterations. A checkpoint is written every second iteration.</summary>
    public const int Iterations = 24;

    /// <summary>The models that it can train: the names for <see cref="Start"/>.</summary>
    public static IReadOnlyList<string> Models { get; } = ["GAN", "VAE", "flow", "transformer"];

    /// <summary>Starts a process that continues the run in a folder.</summary>
    /// <param name="model">The model to train: one of <see cref="Models"/>.</param>
    /// <param name="folder">The run's folder.</param>
    public static Process Start(string model, string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(TrainingProcess).Assembly.Location);
        start.Environment[FolderSwitch] = folder;
        start.Environment[ModelSwitch] = model;
        return Process.Start(start)!;
    }

    // The test program's own entry point is generated. This runs before it.
    [ModuleInitializer]
    internal static void TrainIfAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderSwitch) is not { } folder)
            return;
        LibraryFolder.Use();
        Train(Environment.GetEnvironmentVariable(ModelSwitch), folder);
        Environment.Exit(0);
    }

    // Not inlined, and the runs are in their own class: their types are in the library, which can be found only after LibraryFolder.Use.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Train(string? model, string folder) => Runs.Train(model, folder);

    private static class Runs
    {
        public static void Train(string? model, string folder)
        {
            switch (model)
            {
                case "GAN":
                    Train(new TrainerFixture(sampleInterval: 7), folder);
                    break;
                case "VAE":
                    Train(new VaeFixture(sampleInterval: 7), folder);
                    break;
                case "flow":
                    Train(new FlowFixture(sampleInterval: 7), folder);
                    break;
                case "transformer":
                    Train(new PaintingFixture(sampleInterval: 7), folder);
                    break;
                default:
                    throw new ArgumentException($"Found the model {model}, expected one of {string.Join(", ", Models)}.", nameof(model));
            }
        }

        private static void Train<TRecord>(TrainingFixture<TRecord> run, string folder)
            where TRecord : struct, IIterationRecord<TRecord>
        {
            using (run)
            {
                run.Run.Checkpoints = new TrainingCheckpoints(folder, everyIterations: 2, every: TimeSpan.FromHours(1));
                Console.WriteLine(run.Run.Resume());
                run.Run.TrainTo(Iterations);
            }
        }
    }
}
