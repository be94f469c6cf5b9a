using System.Globalization;
using NotebookRunner;
using NotebookRunner.Doctor;
using NotebookRunner.Documents;
using NotebookRunner.Kit;
using NotebookRunner.Pages;
using NotebookRunner.Series;
using NotebookRunner.Workers;

const int Success = 0;
const int Failed = 1;
const int NotReady = 1;
const int WrongUse = 2;
const int Interrupted = 130;

string systemLanguage = SystemLanguage.Find();

// The same pages on every machine. A cell that wants a culture names it. Only the default is set: Language.Use, in a notebook's cell, sets another for all
// cells that follow, which a culture of this thread's own would hide from them.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

if (args is [Channel.WorkerArgument, var pipe, var language])
{
    Language.Use(language);
    await Worker.RunAsync(pipe).ConfigureAwait(false);
    return Success;
}

try
{
    return CommandLine.Invoke(args, systemLanguage, Run, Examine, MakeKit);
}
catch (OneSentenceException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return WrongUse;
}

static int Run(RunOptions options)
{
    using var interrupt = new Interrupt();
    var series = new SeriesRun(options);
    var results = ShowProgress(view => series.RunAsync(view, interrupt.Token, interrupt.EndAtOnce)).GetAwaiter().GetResult();
    foreach (var failed in results.Where(result => !result.Succeeded && !result.WasInterrupted))
        Console.Error.WriteLine(FailureReport.Write(failed));
    foreach (string sentence in series.Unwritten)
        Console.Error.WriteLine(sentence);

    var interrupted = results.FirstOrDefault(result => result.WasInterrupted);
    if (interrupted is not null || results.Count < series.NotebookCount)
    {
        string kept = FromHere(options.OutFolder);
        Console.Error.WriteLine(interrupted is null
            ? Language.Text($"Interrupted. What had run by then is kept in {kept}.")
            : Language.Text($"Interrupted in {interrupted.Notebook.Name}, code cell {interrupted.FailedCell} of {interrupted.Notebook.CodeCells.Count}. What had run by then is kept in {kept}."));
        return Interrupted;
    }

    Console.WriteLine(Language.Text($"The book: {FromHere(options.OutFolder, "index.html")}"));
    if (options.MarkdownFolder is { } markdown)
        Console.WriteLine(Language.Text($"In Markdown: {FromHere(markdown, MarkdownBook.IndexName)}"));
    return results.All(result => result.Succeeded) && series.Unwritten.Count == 0 ? Success : Failed;
}

static int Examine() => Examination.RunAsync(Console.Out).GetAwaiter().GetResult() ? Success : NotReady;

static int MakeKit(KitOptions options)
{
    using var interrupt = new Interrupt();
    try
    {
        WorkshopKit.MakeAsync(options, Console.Out, interrupt.Token).GetAwaiter().GetResult();
        Console.WriteLine(Language.Text($"The kit: {FromHere(options.Folder)}. Its file KIT.md says how to use it."));
        return Success;
    }
    catch (OneSentenceException mistake)
    {
        Console.Error.WriteLine(mistake.Message);
        return NotReady;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine(Language.Text("Interrupted. Nothing of the kit is left."));
        return Interrupted;
    }
}

static string FromHere(params string[] parts) => Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(parts));

static Task<T> ShowProgress<T>(Func<ISeriesView, Task<T>> run) =>
    TerminalView.IsPossible ? TerminalView.ShowAsync(run) : run(new PlainView(Console.Out));
