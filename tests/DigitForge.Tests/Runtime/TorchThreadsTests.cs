using System.Collections.Concurrent;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Runtime;

/// <summary>C# code on torch's threads.</summary>
public sealed class TorchThreadsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(1_000_003)]
    public void Every_number_is_worked_on_once(int count)
    {
        int[] times = new int[count];
        TorchThreads.ParallelFor(count, (start, length) =>
        {
            foreach (ref int time in times.AsSpan(start, length))
                time++;
        });

        Assert.All(times, time => Assert.Equal(1, time));
    }

    [Fact]
    public void All_of_torchs_threads_take_part_on_Linux()
    {
        int expected = TorchRuntime.Start().Threads;
        Assert.SkipUnless(OperatingSystem.IsLinux() && expected > 1, "This machine has one processor, or torch's threads are not lent here.");
        var threads = new ConcurrentDictionary<int, bool>();

        TorchThreads.ParallelFor(1_000_000, (_, _) =>
        {
            threads[Environment.CurrentManagedThreadId] = true;
            SpinWait.SpinUntil(() => threads.Count == expected, TimeSpan.FromSeconds(10));
        });

        Assert.Equal(expected, threads.Count);
    }

    [Fact]
    public void What_goes_wrong_in_the_work_is_the_callers_to_catch()
    {
        Assert.Throws<InvalidDataException>(() => TorchThreads.ParallelFor(100_000, (start, _) =>
        {
            if (start > 0)
                throw new InvalidDataException();
        }));
        Assert.Equal(4, torch.ones(4).sum().item<float>());
    }
}
