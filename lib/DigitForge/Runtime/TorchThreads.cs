using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DigitForge.Runtime;

/// <summary>Runs C# code on torch's own threads.</summary>
/// <remarks>
/// Between two operations torch's threads spin for a while before they sleep (<see cref="SpinTime"/>). They keep their cores busy, so a .NET
/// thread would have to wait for a free core. On Linux torch's threads belong to GNU OpenMP, and any caller may give them work; on other systems the
/// calling thread does all of the work itself. On two cores this saves 5 % of an iteration of the article (CONTRIBUTING.md, "How fast it is").
/// </remarks>
internal static class TorchThreads
{
    // 64 kB of float32: large enough to outweigh the cost of dispatching it, small enough that all threads finish at nearly the same time.
    private const int ChunkSize = 16384;

    private static readonly Lazy<Fork?> Team = new(FindTeam);

    private delegate void Task(nint data);

    private delegate void Fork(Task task, nint data, uint threads, uint flags);

    /// <summary>Runs work over the range [0, count) in chunks on all of libtorch's OpenMP threads. Returns when all chunks are done.</summary>
    /// <param name="count">The length of the range.</param>
    /// <param name="work">
    /// Works on one chunk, given its start and its length. Chunks run in any order and on any thread, so no chunk may depend on
    /// the result of another.
    /// </param>
    public static void ParallelFor(int count, Action<int, int> work)
    {
        if (count <= ChunkSize || Team.Value is not { } fork)
        {
            work(0, count);
            return;
        }

        int taken = 0;
        Exception? failure = null;
        fork(TakeChunks, data: 0, (uint)torch.get_num_threads(), flags: 0);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);

        // OpenMP is C code, through which an exception must not propagate.
        void TakeChunks(nint data)
        {
            try
            {
                for (int start = NextChunk(); start < count; start = NextChunk())
                    work(start, Math.Min(ChunkSize, count - start));
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        }

        int NextChunk() => Interlocked.Add(ref taken, ChunkSize) - ChunkSize;
    }

    // void GOMP_parallel(void (*task)(void *), void *data, unsigned threads, unsigned flags), https://gcc.gnu.org/onlinedocs/libgomp:
    // the task runs once on each thread, the caller included.
    private static Fork? FindTeam() => OperatingSystem.IsLinux() && NativeLibraries.Find("GOMP_parallel") is { } address
        ? Marshal.GetDelegateForFunctionPointer<Fork>(address)
        : null;
}
