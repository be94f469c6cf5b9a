using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using NotebookRunner.Documents;
using NotebookRunner.Kernel;

namespace NotebookRunner.Workers;

/// <summary>
/// A process of its own for one notebook: it can crash, hang or leave native libraries in a strange state, and the next
/// notebook does not notice.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(5);

    // For what is on its way when a cell or the process has ended. A program that a cell left behind may hold the streams open for ever.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    // In a terminal Ctrl+C reaches all processes, and a worker's end may be noticed before the signal.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromMilliseconds(300);

    private readonly Process process;
    private readonly NamedPipeServerStream pipe;
    private readonly StreamReader reader;
    private readonly Task connecting;
    private readonly TimeSpan grace;
    private readonly OutputOrder order;
    private readonly NativeText output;
    private readonly NativeText error;
    private readonly Lock gate = new();
    private RunningCell? running;
    private bool hasEnded;

    private WorkerProcess(Process process, NamedPipeServerStream pipe, string pipeName, TimeSpan grace)
    {
        this.process = process;
        this.pipe = pipe;
        this.grace = grace;
        reader = new StreamReader(pipe, Encoding.UTF8, leaveOpen: true);
        connecting = ConnectAsync(pipeName);
        order = new OutputOrder(Deliver);
        var mark = new StreamMark(pipeName);
        output = new NativeText(process.StandardOutput, "stdout", mark, order);
        error = new NativeText(process.StandardError, "stderr", mark, order);
        _ = ListenAsync();
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="grace">How long a cancelled cell may take to stop before the worker is ended; 5 seconds by default.</param>
    /// <param name="language">The notebook's language.</param>
    /// <exception cref="OneSentenceException">It cannot be started.</exception>
    public static WorkerProcess Start(string folder, TimeSpan? grace = null, string language = SeriesFolder.English)
    {
        var utf8 = new UTF8Encoding(false);
        var (pipe, name) = OpenPipe();
        try
        {
            var start = Dotnet.StartInfo([typeof(WorkerProcess).Assembly.Location, Channel.WorkerArgument, name, language], folder);
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            start.StandardOutputEncoding = start.StandardErrorEncoding = utf8;
            var process = Dotnet.Start(start);
            process.StandardInput.Close();
            return new WorkerProcess(process, pipe, name, grace ?? DefaultGrace);
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    /// <summary>Runs one cell.</summary>
    /// <param name="code">The cell's code.</param>
    /// <param name="timeout">How long it may take; null for no limit.</param>
    /// <param name="receive">Receives all that the cell produces, but for its failure; one call at a time, and none after the end.</param>
    /// <param name="cancellationToken">Cancels the cell: it may end in its own way, and is ended after a few seconds.</param>
    /// <param name="endAtOnce">Cuts these seconds short.</param>
    /// <returns>Null if the cell ran; else why it failed, <see cref="CellError.Interrupted"/> where it was cancelled.</returns>
    public async Task<CellError?> RunAsync(
        string code,
        TimeSpan? timeout,
        Action<CellEvent> receive,
        CancellationToken cancellationToken,
        CancellationToken endAtOnce = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } longest)
            limit.CancelAfter(longest);
        var cell = new RunningCell(receive);
        error.ForgetLastWords();
        lock (gate)
        {
            running = cell;
            // Between two cells, for example by a thread that the first one left.
            if (hasEnded)
                cell.End(died: true);
        }

        try
        {
            await connecting.WaitAsync(limit.Token).ConfigureAwait(false);
            await TrySendAsync(new RunCell(code)).ConfigureAwait(false);
            var ending = await cell.Ended.Task.WaitAsync(limit.Token).ConfigureAwait(false);
            return ending.Died ? await DiedAsync(cancellationToken).ConfigureAwait(false) : ending.Error;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return cancellationToken.IsCancellationRequested
                ? await StopAsync(cell, CellError.Interrupted, $"The cell was interrupted", endAtOnce).ConfigureAwait(false)
                : await StopAsync(cell, "timeout", $"The cell ran longer than {Seconds(timeout!.Value)}", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    /// <summary>Ends the worker and all that it has started.</summary>
    public void Dispose()
    {
        int id = process.Id;
        Dotnet.Kill(process);
        PackageRestore.Clear(id);
        reader.Dispose();
        pipe.Dispose();
        process.Dispose();
    }

    private static (NamedPipeServerStream Pipe, string Name) OpenPipe()
    {
        string name = Channel.NewPipeName();
        try
        {
            return (new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly), name);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            throw new OneSentenceException($"The pipe {name} to the process that runs the cells cannot be made: {WholeFile.Reason(reason)}.", reason);
        }
    }

    private static Phrase Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} seconds";

    // Completes too where the worker ends before it connects: then there is nothing to read.
    private async Task ConnectAsync(string pipeName)
    {
        using var waiting = new CancellationTokenSource();
        var connection = pipe.WaitForConnectionAsync(waiting.Token);
        await Task.WhenAny(connection, process.WaitForExitAsync(waiting.Token)).ConfigureAwait(false);
        bool isConnected = connection.IsCompletedSuccessfully;
        await waiting.CancelAsync().ConfigureAwait(false);
        // Should this program be killed, no file is left behind.
        if (isConnected && !OperatingSystem.IsWindows())
            File.Delete(pipeName);
    }

    private async Task ListenAsync()
    {
        try
        {
            await connecting.ConfigureAwait(false);
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
                order.Event(Channel.ReadEvent(line));
        }
        catch (Exception broken) when (broken is IOException or JsonException or ObjectDisposedException or InvalidOperationException)
        {
            // The worker ended, perhaps in the middle of a message.
        }

        // What it wrote last is still on its way. A program that it left behind may hold its streams open for ever.
        await Task.WhenAny(Task.WhenAll(output.Ended, error.Ended), Task.Delay(DrainLimit)).ConfigureAwait(false);
        order.End();
        lock (gate)
        {
            hasEnded = true;
            running?.End(died: true);
        }
    }

    // The same for Ctrl+C and for a timeout.
    private async Task<CellError> StopAsync(RunningCell cell, string name, Phrase reason, CancellationToken endAtOnce)
    {
        bool wasAsked = connecting.IsCompletedSuccessfully && !endAtOnce.IsCancellationRequested;
        if (wasAsked)
        {
            await TrySendAsync(new CancelCell()).ConfigureAwait(false);
            await Task.WhenAny(cell.Ended.Task, Task.Delay(grace, endAtOnce)).ConfigureAwait(false);
        }

        if (cell.Ended.Task.IsCompleted)
        {
            var ending = await cell.Ended.Task.ConfigureAwait(false);
            var own = ending.Error is { Name: not ("System.OperationCanceledException" or "System.Threading.Tasks.TaskCanceledException") } error ? error.Trace : [];
            return ending.Died ? CellError.Say(name, $"{reason}: its process ended.", own) : CellError.Say(name, $"{reason}: it was asked to stop and did.", own);
        }

        bool hadGrace = wasAsked && !endAtOnce.IsCancellationRequested;
        Dotnet.Kill(process);
        await Task.WhenAny(cell.Ended.Task, Task.Delay(2 * DrainLimit, CancellationToken.None)).ConfigureAwait(false);
        return hadGrace
            ? CellError.Say(name, $"{reason}: it was asked to stop, was still running {Seconds(grace)} later, and was ended.")
            : CellError.Say(name, $"{reason}: it was ended at once.");
    }

    private async Task TrySendAsync(WorkerCommand command)
    {
        try
        {
            await pipe.WriteAsync(Channel.Write(command)).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended: whoever listens to it sees that.
        }
    }

    private async Task<CellError> DiedAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), Task.Delay(DrainLimit, CancellationToken.None)).ConfigureAwait(false);
        await Task.WhenAny(Task.Delay(SignalDelay, cancellationToken)).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
            return CellError.Say(CellError.Interrupted, $"The cell was interrupted: its process ended.");
        if (!process.HasExited)
            return CellError.Say("kernel died", $"The process that ran this cell no longer answers.");
        string lastWords = error.LastWords.Trim();
        string words = lastWords.Length == 0 ? "" : "\n" + lastWords;
        return CellError.Say("kernel died", $"The process that ran this cell ended with exit code {process.ExitCode}.{words}");
    }

    private void Deliver(CellEvent message)
    {
        lock (gate)
            running?.Receive(message);
    }

    // The cell that runs now. Its members are called one at a time.
    private sealed class RunningCell(Action<CellEvent> receive)
    {
        private CellError? failure;

        public TaskCompletionSource<(bool Died, CellError? Error)> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Receive(CellEvent message)
        {
            switch (message)
            {
                case CellDone:
                    End(died: false);
                    break;
                case CellError error:
                    failure = error;
                    break;
                case var other when !Ended.Task.IsCompleted:
                    Hand(other);
                    break;
            }
        }

        public void End(bool died) => Ended.TrySetResult((died, failure));

        private void Hand(CellEvent message)
        {
            try
            {
                receive(message);
            }
            catch (Exception fault)
            {
                // It belongs to whoever runs the cell, not to the thread that reads.
                Ended.TrySetException(fault);
            }
        }
    }
}
