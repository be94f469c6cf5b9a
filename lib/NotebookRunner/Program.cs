using System.Runtime.InteropServices;
using NotebookRunner.Doctor;
using NotebookRunner.Pages;
using NotebookRunner.Series;
using NotebookRunner.Workers;
using Spectre.Console;

const int Success = 0;
const int CellFailed = 1;
const int NotReady = 1;
const int WrongUse = 2;
const int Interrupted = 130;

if (args is [Channel.WorkerArgument])
    return await Worker.RunAsync().ConfigureAwait(false);

try
{
    return CommandLine.Invoke(args, Run, Examine);
}
catch (WrongUseException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return WrongUse;
}

static int Run(RunOptions options)
{
    using var interrupt = new CancellationTokenSource();
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

    var series = new SeriesRun(options);
    try
    {
        var results = ShowProgress(view => series.RunAsync(view, interrupt.Token)).GetAwaiter().GetResult();
        foreach (var failed in results.Where(result => !result.Succeeded))
            Console.Error.WriteLine(FailureReport.Of(failed));
        foreach (var skipped in results.Where(result => result.WasSkipped))
            Console.WriteLine($"{skipped.Notebook.Name} {NotebookResult.Skipped}. {skipped.MissingPackage}");
        Console.WriteLine($"The book: {FromHere(options.OutFolder, "index.html")}");
        if (options.MarkdownFolder is { } markdown)
            Console.WriteLine($"In Markdown: {FromHere(markdown, MarkdownBook.IndexName)}");
        return results.All(result => result.Succeeded) ? Success : CellFailed;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine($"Interrupted. What had ended by then is in {FromHere(options.OutFolder)}.");
        return Interrupted;
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        interrupt.Cancel();
    }
}

static int Examine() => Examination.RunAsync(Console.Out).GetAwaiter().GetResult() ? Success : NotReady;

static string FromHere(params string[] parts) => Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(parts));

static Task<T> ShowProgress<T>(Func<ISeriesView, Task<T>> run) =>
    Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
        ? run(new PlainView(Console.Out))
        : TerminalView.ShowAsync(run);
