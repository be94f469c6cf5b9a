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

    public static TheoryData<string> Models => [.. TrainingProcess.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_run_killed_again_and_again_ends_with_the_very_files_of_one_never_killed(string model)
    {
        using var folder = new TemporaryFolder();
        var (whole, killed) = (folder.File("whole"), folder.File("killed"));
        Finish(model, whole);

        // The first run is killed just after its start, the others between two checkpoints or while one is written.
        var random = new Random(1);
        for (int kill = 0; kill < Kills; kill++)
            Kill(model, killed, after: kill * (TrainingProcess.Iterations / (Kills + 1)), random.Next(60));
        Finish(model, killed);

        Assert.Equal(Contents(whole), Contents(killed));
    }

    private static void Finish(string model, string folder)
    {
        using var process = TrainingProcess.Start(model, folder);
        Assert.True(process.WaitForExit(Longest), process.StandardOutput.ReadToEnd());
        Assert.Equal(0, process.ExitCode);
    }

    private static void Kill(string model, string folder, int after, int milliseconds)
    {
        using var process = TrainingProcess.Start(model, folder);
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
