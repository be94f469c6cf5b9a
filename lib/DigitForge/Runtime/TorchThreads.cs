using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DigitForge.Runtime;

/// <summary>Gives work in C# to torch's own threads.</summary>
/// <remarks>
/// Between two operations torch's threads do not sleep, they look out for the next one and keep their processors busy with it. A thread
/// of .NET's would have to wait until a processor is free. On Linux torch's threads are those of GNU OpenMP, and they take work from
/// whoever calls it; elsewhere the calling thread does all of the work itself.
/// </remarks>
internal static class TorchThreads
{
    // 64 kB of float32: enough to be worth the trouble, and few enough numbers that all threads end at nearly the same time.
    private const int PartSize = 16384;

    private static readonly Lazy<Fork?> Team = new(FindTeam);

    private delegate void Task(nint data);

    private delegate void Fork(Task task, nint data, uint threads, uint flags);

    /// <summary>Does something for each of a row of numbers, on all threads, and returns when it is done for all of them.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="work">
    /// Does it for one part of the row, given where it begins and how long it is. Which thread gets which part is not known beforehand,
    /// so a part's result must not depend on another's.
    /// </param>
    public static void Share(int count, Action<int, int> work)
    {
        if (count <= PartSize || Team.Value is not { } fork)
        {
            work(0, count);
            return;
        }

        int given = 0;
        Exception? failure = null;
        fork(TakeParts, data: 0, (uint)torch.get_num_threads(), flags: 0);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);

        // An exception must not leave for OpenMP's code, which knows none.
        void TakeParts(nint data)
        {
            try
            {
                for (int start = NextPart(); start < count; start = NextPart())
                    work(start, Math.Min(PartSize, count - start));
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        }

        int NextPart() => Interlocked.Add(ref given, PartSize) - PartSize;
    }

    // void GOMP_parallel(void (*task)(void *), void *data, unsigned threads, unsigned flags), https://gcc.gnu.org/onlinedocs/libgomp:
    // the task runs once on each thread, the caller's among them.
    private static Fork? FindTeam() => OperatingSystem.IsLinux() && NativeLibraries.Find("GOMP_parallel") is { } address
        ? Marshal.GetDelegateForFunctionPointer<Fork>(address)
        : null;
}
