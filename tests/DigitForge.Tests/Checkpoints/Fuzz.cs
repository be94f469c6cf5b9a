using DigitForge.Checkpoints;
using Xunit;

namespace DigitForge.Tests.Checkpoints;

/// <summary>What every reader must survive: any bytes at all.</summary>
internal static class Fuzz
{
    private const long MaxMemory = 64_000_000;

    /// <summary>The number of damaged files; DIGITFORGE_FUZZ=100000 makes it thorough.</summary>
    public static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("DIGITFORGE_FUZZ"), out int rounds) ? rounds : 10_000;

    /// <summary>Reads a damaged file. It must be read or rejected in one sentence, with little more memory than the file's size.</summary>
    /// <returns>Whether it was rejected.</returns>
    public static bool Try(int round, long length, Action read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Record.Exception(read);
        Assert.True(failure is null or CheckpointException, $"round {round}: {failure}");
        Assert.DoesNotContain('\n', failure?.Message ?? "");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, length + MaxMemory);
        return failure is not null;
    }
}
