using System.Text;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Spectre.Console;

namespace NotebookRunner.Series;

/// <summary>Shows a run's progress.</summary>
internal interface ISeriesView
{
    /// <summary>A notebook begins; the time left, this notebook's included, is null where it cannot be known.</summary>
    void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left);

    /// <summary>A code cell begins; number from 1.</summary>
    void CellStarts(Notebook notebook, int number, int total);

    /// <summary>The running cell writes text; called on any thread, one call at a time.</summary>
    void CellWrites(string text);

    /// <summary>A notebook has ended, well or not.</summary>
    void NotebookEnds(NotebookResult result);
}

/// <summary>Progress as lines, for output that goes to a file or another program.</summary>
internal sealed class PlainView(TextWriter output) : ISeriesView
{
    public void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left)
    {
        string name = TerminalText.Clean(notebook.Name);
        int cells = notebook.CodeCells.Count;
        output.WriteLine(left is { } time
            ? Language.Text($"[{number}/{total}] {name}: {cells} code cells, about {Duration.Format(time, Language.Current)} left")
            : Language.Text($"[{number}/{total}] {name}: {cells} code cells"));
    }

    public void CellStarts(Notebook notebook, int number, int total)
    {
    }

    public void CellWrites(string text)
    {
    }

    public void NotebookEnds(NotebookResult result)
    {
        string time = Duration.Format(result.Elapsed, Language.Current);
        string outcome = result switch
        {
            { Succeeded: true } => Language.Text($"done in {time}"),
            { WasInterrupted: true } => Language.Text($"interrupted in {time}"),
            _ => Language.Text($"FAILED in {time}"),
        };
        output.WriteLine($"      {outcome}");
    }
}

/// <summary>Progress as a bar for each notebook, with the last line that the running cell wrote.</summary>
internal sealed class TerminalView(ProgressContext context) : ISeriesView
{
    // A narrower terminal has no room for a bar, and Spectre.Console never ends to lay one out in a single column.
    private const int MinWidth = 20;

    private const int MaxStatusLength = 60;

    private ProgressTask? task;
    private string name = "";
    private DateTime? end;

    /// <summary>Whether this is a terminal where a live display works.</summary>
    public static bool IsPossible =>
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Width >= MinWidth;

    /// <summary>Runs with a live display.</summary>
    public static Task<T> ShowAsync<T>(Func<ISeriesView, Task<T>> run) => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new WideOutput(new AnsiConsoleOutput(Console.Out)) })
        .Progress()
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
        .StartAsync(context => run(new TerminalView(context)));

    public void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left)
    {
        end = DateTime.UtcNow + left;
        name = $"{number}/{total} {TerminalText.Clean(notebook.Name)}";
        task = context.AddTask(Markup.Escape(name), maxValue: notebook.CodeCells.Count);
    }

    public void CellStarts(Notebook notebook, int number, int total)
    {
        task!.Value = number - 1;
        Describe(end is { } time && time > DateTime.UtcNow
            ? Language.Text($"cell {number} of {total}, about {Duration.Format(time - DateTime.UtcNow, Language.Current)} left in all")
            : Language.Text($"cell {number} of {total}"));
    }

    public void CellWrites(string text)
    {
        string? line = text.Split('\n', '\r').Select(part => TerminalText.Clean(part).Trim()).LastOrDefault(part => part.Length > 0);
        if (line is not null)
            Describe(line.Length > MaxStatusLength ? line[..MaxStatusLength] : line);
    }

    public void NotebookEnds(NotebookResult result)
    {
        if (result.Succeeded)
            task!.Value = task.MaxValue;
        Describe(result switch
        {
            { Succeeded: true } => Language.Text("done"),
            { WasInterrupted: true } => Language.Text($"interrupted in cell {result.FailedCell}"),
            _ => Language.Text($"failed in cell {result.FailedCell}"),
        });
        task!.StopTask();
    }

    private void Describe(string what) => task!.Description = $"{Markup.Escape(name)} [grey]{Markup.Escape(what)}[/]";
}

/// <summary>Which cell of which notebook failed, its code, and why: for a person at a terminal.</summary>
internal static class FailureReport
{
    /// <summary>The report as text.</summary>
    public static string Write(NotebookResult result)
    {
        string source = result.Notebook.CodeCells[result.FailedCell!.Value - 1].Source;
        return TerminalText.Clean($"""

            {Language.Text($"{result.Notebook.Name}, code cell {result.FailedCell} of {result.Notebook.CodeCells.Count} failed:")}

            {Indent(source.Split('\n'))}

            {string.Join('\n', result.Error!.Trace)}
            """);
    }

    private static string Indent(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => $"    {line}"));
}

/// <summary>Text from a notebook, for the terminal of whoever runs it: it must not move the cursor, clear the screen or set a title there.</summary>
internal static partial class TerminalText
{
    /// <summary>The text without escape sequences and control characters other than line ends and tabs.</summary>
    public static string Clean(string text) => Controls.Replace(text, "");

    // ECMA-48: control sequences (CSI), control strings (OSC, DCS, SOS, PM, APC) up to their end, other escapes; then every single control character.
    [GeneratedRegex("""(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f-\x9f]""")]
    private static partial Regex Controls { get; }
}

/// <summary>A terminal that is never too narrow to lay out text, even where somebody makes its window so while it is in use.</summary>
internal sealed class WideOutput(IAnsiConsoleOutput output) : IAnsiConsoleOutput
{
    private const int MinWidth = 20;

    public TextWriter Writer => output.Writer;

    public bool IsTerminal => output.IsTerminal;

    public int Width => Math.Max(output.Width, MinWidth);

    public int Height => output.Height;

    public void SetEncoding(Encoding encoding) => output.SetEncoding(encoding);
}
