using System.Globalization;
using NotebookRunner;
using NotebookRunner.Doctor;
using NotebookRunner.Documents;
using NotebookRunner.Kit;
using NotebookRunner.Pages;
using NotebookRunner.Series;
using NotebookRunner.Workers;
using Spectre.Console;

const int Success = 0;
const int CellFailed = 1;
const int NotReady = 1;
const int WrongUse = 2;
const int Interrupted = 130;

// The same pages on every machine. A cell that wants a culture names it.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

if (args is [Channel.WorkerArgument, var pipe])
{
    await Worker.RunAsync(pipe).ConfigureAwait(false);
    return Success;
}

try
{
    return CommandLine.Invoke(args, Run, Examine, MakeKit);
}
catch (ReaderException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return WrongUse;
}

static int Run(RunOptions options)
{
    using var interrupt = new Interrupt();
    var series = new SeriesRun(options);
    try
    {
        var results = ShowProgress(view => series.RunAsync(view, interrupt.Token)).GetAwaiter().GetResult();
        foreach (var failed in results.Where(result => !result.Succeeded))
            Console.Error.WriteLine(FailureReport.Write(failed));
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
}

static int Examine() => Examination.RunAsync(Console.Out).GetAwaiter().GetResult() ? Success : NotReady;

static int MakeKit(KitOptions options)
{
    using var interrupt = new Interrupt();
    try
    {
        WorkshopKit.MakeAsync(options, Console.Out, interrupt.Token).GetAwaiter().GetResult();
        Console.WriteLine($"The kit: {FromHere(options.Folder)}. Its file KIT.md says how to use it.");
        return Success;
    }
    catch (ReaderException trouble)
    {
        Console.Error.WriteLine(trouble.Message);
        return NotReady;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Interrupted. Nothing of the kit is left.");
        return Interrupted;
    }
}

static string FromHere(params string[] parts) => Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(parts));

static Task<T> ShowProgress<T>(Func<ISeriesView, Task<T>> run) =>
    Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
        ? run(new PlainView(Console.Out))
        : TerminalView.ShowAsync(run);
