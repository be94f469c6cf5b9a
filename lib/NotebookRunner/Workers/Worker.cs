using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using NotebookRunner.Documents;
using NotebookRunner.Kernel;

namespace NotebookRunner.Workers;

/// <summary>The other end of <see cref="WorkerProcess"/>: runs the cells that come through the pipe and sends their events back.</summary>
/// <remarks>Its standard input is empty. Its standard output and error belong to native code and to the programs that a cell starts.</remarks>
internal sealed class Worker : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    private readonly System.Threading.Channels.Channel<RunCell> cells = System.Threading.Channels.Channel.CreateUnbounded<RunCell>();
    private readonly NamedPipeClientStream pipe;
    private readonly Outbox outbox;
    private readonly Lock gate = new();
    private CancellationTokenSource? running;

    private Worker(NamedPipeClientStream pipe, StreamMark mark)
    {
        this.pipe = pipe;
        outbox = new Outbox(pipe, [OpenStandardStream(1), OpenStandardStream(2)], mark);
    }

    /// <summary>Runs cells until the process is ended: by the runner, or because the runner is gone.</summary>
    /// <param name="pipeName">The name of the runner's pipe.</param>
    public static async Task RunAsync(string pipeName)
    {
        // In a terminal Ctrl+C reaches this process too. The runner decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        await using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await pipe.ConnectAsync(ConnectTimeout, CancellationToken.None).ConfigureAwait(false);
        using var worker = new Worker(pipe, new StreamMark(pipeName));
        await worker.RunCellsAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => outbox.Dispose();

    // On Unix not .NET's own stream: that one locks Console.Out, which a cell that writes holds already.
    private static Stream OpenStandardStream(int number) => (OperatingSystem.IsWindows(), number) switch
    {
        (false, _) => new FileStream(new SafeFileHandle(number, ownsHandle: false), FileAccess.Write, bufferSize: 0),
        (true, 1) => Console.OpenStandardOutput(),
        (true, _) => Console.OpenStandardError(),
    };

    private async Task RunCellsAsync()
    {
        using var standardOut = new StreamTextWriter("stdout", outbox.Send);
        using var standardError = new StreamTextWriter("stderr", outbox.Send);
        Console.SetIn(TextReader.Null);
        Console.SetOut(standardOut);
        Console.SetError(standardError);
        new Thread(ReadCommands) { IsBackground = true, Name = "commands" }.Start();

        using var kernel = new NotebookKernel(outbox.Send);
        await foreach (var cell in cells.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            using var cancellation = new CancellationTokenSource();
            lock (gate)
                running = cancellation;
            await kernel.RunAsync(cell.Code, cancellation.Token).ConfigureAwait(false);
            lock (gate)
                running = null;
            NativeBuffers.Flush();
            outbox.Send(new CellDone());
        }
    }

    // A thread of its own: a busy cell may take all of the pool's.
    private void ReadCommands()
    {
        try
        {
            using var reader = new StreamReader(pipe, Encoding.UTF8, leaveOpen: true);
            while (reader.ReadLine() is { } line)
            {
                switch (Channel.ReadCommand(line))
                {
                    case RunCell cell:
                        cells.Writer.TryWrite(cell);
                        break;
                    case CancelCell:
                        // The token's callbacks are the cell's: they run elsewhere, so that they cannot stop this thread.
                        lock (gate)
                            _ = running?.CancelAsync();
                        break;
                }
            }
        }
        catch (IOException)
        {
            // The same as the end of the pipe.
        }

        // The runner is gone. A cell may be busy in native code or hold foreground threads: nothing softer ends the process for certain.
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}

/// <summary>The worker's sending end of the pipe. Text that is written in small pieces goes in larger ones, and in order with everything else.</summary>
internal sealed class Outbox : IDisposable
{
    private const int MaxPending = 32_768;

    // Text goes at once, so that little is lost should the cell crash. Where a cell has written often in a short time, it goes once each millisecond.
    private const double MaxCredit = 100;
    private const double CreditPerMillisecond = 1;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    private readonly Stream pipe;
    private readonly IReadOnlyList<Stream> standardStreams;
    private readonly StreamMark mark;
    private readonly object gate = new();
    private readonly StringBuilder pending = new();
    private string pendingName = "";
    private double credit = MaxCredit;
    private long creditTime = Stopwatch.GetTimestamp();
    private long sent;
    private bool isClosed;

    /// <summary>Starts to send.</summary>
    /// <param name="pipe">Where the events go.</param>
    /// <param name="standardStreams">Where a mark goes before each event.</param>
    /// <param name="mark">The mark.</param>
    public Outbox(Stream pipe, IReadOnlyList<Stream> standardStreams, StreamMark mark)
    {
        this.pipe = pipe;
        this.standardStreams = standardStreams;
        this.mark = mark;
        new Thread(SendAsItComes) { IsBackground = true, Name = "output" }.Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush();
    }

    /// <summary>Sends an event, after all text that was written before it.</summary>
    public void Send(CellEvent message)
    {
        lock (gate)
        {
            if (message is StreamText text)
            {
                Append(text);
            }
            else
            {
                SendPending(pending.Length);
                SendNow(message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Append(StreamText text)
    {
        if (text.Name != pendingName)
        {
            SendPending(pending.Length);
            pendingName = text.Name;
        }

        pending.Append(text.Text);
        if (pending.Length >= MaxPending || HasCredit())
            SendPending(WholeCharacters());
        if (pending.Length > 0)
            Monitor.Pulse(gate);
    }

    private bool HasCredit()
    {
        credit = Math.Min(MaxCredit, credit + (CreditPerMillisecond * Stopwatch.GetElapsedTime(creditTime).TotalMilliseconds));
        creditTime = Stopwatch.GetTimestamp();
        if (credit < 1)
            return false;
        credit--;
        return true;
    }

    private void Flush()
    {
        lock (gate)
            SendPending(pending.Length);
    }

    private void SendAsItComes()
    {
        while (true)
        {
            lock (gate)
            {
                while (WholeCharacters() == 0 && !isClosed)
                    Monitor.Wait(gate);
                if (isClosed)
                    return;
                SendPending(WholeCharacters());
            }

            Thread.Sleep(Pace);
        }
    }

    // The first half of a surrogate pair waits for the second: alone it would be sent as a replacement character.
    private int WholeCharacters() => pending.Length > 0 && char.IsHighSurrogate(pending[^1]) ? pending.Length - 1 : pending.Length;

    private void SendPending(int count)
    {
        if (count == 0)
            return;
        SendNow(new StreamText(pendingName, pending.ToString(0, count)));
        pending.Remove(0, count);
    }

    private void SendNow(CellEvent message)
    {
        byte[] here = mark.Write(++sent);
        try
        {
            foreach (var stream in standardStreams)
                stream.Write(here);
            pipe.Write(Channel.Write(message));
        }
        catch (IOException)
        {
            // The runner is gone; the thread that reads commands ends this process.
        }
    }
}

/// <summary>A console that sends each text as an event.</summary>
internal sealed class StreamTextWriter : TextWriter
{
    private readonly string name;
    private readonly Action<CellEvent> send;

    /// <summary>Makes a console.</summary>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="send">Receives the events.</param>
    public StreamTextWriter(string name, Action<CellEvent> send)
    {
        this.name = name;
        this.send = send;
        // A notebook has the same line ends on every system.
        CoreNewLine = ['\n'];
    }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
            send(new StreamText(name, value));
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);
}

/// <summary>What C's printf writes to a pipe stays in a buffer until there are some 4,000 bytes.</summary>
internal static class NativeBuffers
{
    /// <summary>Writes all such buffers out.</summary>
    public static void Flush()
    {
        try
        {
            _ = OperatingSystem.IsWindows() ? FlushOnWindows(0) : FlushOnUnix(0);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library: its text comes when its buffer is full.
        }
    }

    [DllImport("libc", EntryPoint = "fflush"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushOnUnix(nint allStreams);

    [DllImport("ucrtbase", EntryPoint = "fflush"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int FlushOnWindows(nint allStreams);
}
