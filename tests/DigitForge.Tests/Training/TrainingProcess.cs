using System.Diagnostics;
using System.Runtime.CompilerServices;
using DigitForge.Training;
using Shared;

namespace DigitForge.Tests.Training;

/// <summary>
/// A training run in a process of its own, so that a test can kill it: the test program started once more, which trains instead
/// of testing when its environment says so.
/// </summary>
internal static class TrainingProcess
{
    private const string Switch = "DIGITFORGE_TRAIN_IN";

    /// <summary>How many iterations it trains in all. A checkpoint is written every second one.</summary>
    public const int Iterations = 24;

    /// <summary>Starts a process that goes on with the run in a folder.</summary>
    public static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(TrainingProcess).Assembly.Location);
        start.Environment[Switch] = folder;
        return Process.Start(start)!;
    }

    // The test program's own entry point is generated; this runs before it.
    [ModuleInitializer]
    internal static void TrainIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not { } folder)
            return;
        LibraryFolder.Use();
        Train(folder);
        Environment.Exit(0);
    }

    // Not inlined: its types are in the library, which is found only after LibraryFolder.Use.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Train(string folder)
    {
        using var run = new TrainerFixture(sampleInterval: 7);
        run.Trainer.Checkpoints = new TrainingCheckpoints(folder, everyIterations: 2, every: TimeSpan.FromHours(1));
        Console.WriteLine(run.Trainer.Resume());
        run.Trainer.TrainTo(Iterations);
    }
}
