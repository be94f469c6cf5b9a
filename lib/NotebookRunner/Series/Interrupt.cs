using System.Runtime.InteropServices;

namespace NotebookRunner.Series;

/// <summary>Turns Ctrl+C, and the system's request to end, into tokens that a run watches.</summary>
/// <remarks>The first time asks the run to stop, the second time not to wait for it; a third one ends the program as if nobody watched.</remarks>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource first = new();
    private readonly CancellationTokenSource second = new();
    private readonly PosixSignalRegistration[] signals;
    private int count;

    public Interrupt() => signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => first.Token;

    /// <summary>Is cancelled by the second signal.</summary>
    public CancellationToken EndAtOnce => second.Token;

    public void Dispose()
    {
        foreach (var signal in signals)
            signal.Dispose();
        first.Dispose();
        second.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        int received = Interlocked.Increment(ref count);
        signal.Cancel = received <= 2;
        if (signal.Cancel)
            _ = (received == 1 ? first : second).CancelAsync();
    }
}
