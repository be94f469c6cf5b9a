using System.Diagnostics;
using System.Security.Cryptography;
using DigitForge.Training;
using Shared;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class KilledRunTests
{
    private const int Kills = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_run_killed_again_and_again_ends_with_the_very_files_of_one_never_killed()
    {
        using var folder = new TemporaryFolder();
        var (whole, killed) = (folder.File("whole"), folder.File("killed"));
        Finish(whole);

        // What is killed first is a run that has just begun; the others die somewhere between two checkpoints, or in one.
        var random = new Random(1);
        for (int kill = 0; kill < Kills; kill++)
            Kill(killed, after: kill * (TrainingProcess.Iterations / (Kills + 1)), random.Next(60));
        Finish(killed);

        Assert.Equal(Contents(whole), Contents(killed));
    }

    private static void Finish(string folder)
    {
        using var process = TrainingProcess.Start(folder);
        Assert.True(process.WaitForExit(Longest), process.StandardOutput.ReadToEnd());
        Assert.Equal(0, process.ExitCode);
    }

    private static void Kill(string folder, int after, int milliseconds)
    {
        using var process = TrainingProcess.Start(folder);
        var waited = Stopwatch.StartNew();
        while (Newest(folder) < after && !process.HasExited && waited.Elapsed < Longest)
            Thread.Sleep(5);
        Thread.Sleep(milliseconds);
        process.Kill();
        process.WaitForExit();
    }

    private static int Newest(string folder) =>
        new TrainingCheckpoints(folder).NewestIteration ?? 0;

    private static Dictionary<string, string> Contents(string folder) => Directory.GetFiles(folder).ToDictionary(
        file => Path.GetFileName(file),
        file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));
}
