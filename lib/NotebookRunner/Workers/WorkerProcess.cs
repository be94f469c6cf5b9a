using System.Diagnostics;
using System.Text;
using NotebookRunner.Documents;

namespace NotebookRunner.Workers;

/// <summary>
/// A process of its own for one notebook: it can crash, hang or leave native libraries in a strange state, and the next
/// notebook does not notice.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> nativeErrors;

    // What native code writes to standard error is read all along: a full pipe would stop the worker.
    private WorkerProcess(Process process)
    {
        this.process = process;
        nativeErrors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="folder">The folder that it works in.</param>
    public static WorkerProcess Start(string folder)
    {
        var utf8 = new UTF8Encoding(false);
        var start = Dotnet.StartInfo([typeof(WorkerProcess).Assembly.Location, Channel.WorkerArgument], folder);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = utf8;
        return new WorkerProcess(Dotnet.Start(start));
    }

    /// <summary>Runs one cell.</summary>
    /// <param name="code">The cell's code.</param>
    /// <param name="timeout">How long it may take; null for as long as it likes.</param>
    /// <param name="receive">Hears of all that the cell gives, but for its failure.</param>
    /// <param name="cancellationToken">Ends the worker at once.</param>
    /// <returns>Null if the cell ran; else why it failed.</returns>
    public async Task<CellError?> RunAsync(
        string code, TimeSpan? timeout, Action<CellEvent> receive, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } longest)
            limit.CancelAfter(longest);
        try
        {
            await process.StandardInput.WriteLineAsync(Channel.WriteCode(code)).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(limit.Token).ConfigureAwait(false);
            return await ListenAsync(receive, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill();
            return Failure("timeout", FormattableString.Invariant($"The cell ran longer than {timeout!.Value.TotalSeconds:0.###} seconds and was stopped."));
        }
        catch (Exception broken) when (broken is IOException or EndOfStreamException)
        {
            return await DiedAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the worker and all that it has started.</summary>
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private async Task<CellError?> ListenAsync(Action<CellEvent> receive, CancellationToken cancellationToken)
    {
        CellError? error = null;
        while (true)
        {
            string line = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new EndOfStreamException();
            switch (Channel.ReadEvent(line))
            {
                case CellDone:
                    return error;
                case CellError failure:
                    error = failure;
                    break;
                case var other:
                    receive(other);
                    break;
            }
        }
    }

    private async Task<CellError> DiedAsync()
    {
        string lastWords = (await nativeErrors.ConfigureAwait(false)).Trim();
        await process.WaitForExitAsync().ConfigureAwait(false);
        string words = lastWords.Length == 0 ? "" : "\n" + lastWords;
        return Failure("kernel died", $"The process that ran this cell ended with exit code {process.ExitCode}.{words}");
    }

    private void Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    private static CellError Failure(string name, string message) => new(name, message, message.Split('\n'));
}
