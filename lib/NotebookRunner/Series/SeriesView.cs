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

    /// <summary>The running cell writes text.</summary>
    void CellSays(string text);

    /// <summary>A notebook has ended, well or not.</summary>
    void NotebookEnds(NotebookResult result);
}

/// <summary>Progress as lines, for output that goes to a file or another program.</summary>
internal sealed class PlainView(TextWriter output) : ISeriesView
{
    public void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left)
    {
        string rest = left is { } time ? $", about {Duration.Format(time)} left" : "";
        output.WriteLine($"[{number}/{total}] {notebook.Name}: {notebook.CodeCells.Count} code cells{rest}");
    }

    public void CellStarts(Notebook notebook, int number, int total)
    {
    }

    public void CellSays(string text)
    {
    }

    public void NotebookEnds(NotebookResult result)
    {
        string outcome = result switch { { WasSkipped: true } => NotebookResult.Skipped, { Succeeded: true } => "done", _ => "FAILED" };
        output.WriteLine($"      {outcome} in {Duration.Format(result.Elapsed)}");
    }
}

/// <summary>Progress as a bar for each notebook, with the running cell's last words.</summary>
internal sealed class TerminalView(ProgressContext context) : ISeriesView
{
    private const int MaxStatusLength = 60;

    private ProgressTask? task;
    private string name = "";
    private DateTime? end;

    /// <summary>Runs with a live display.</summary>
    public static Task<T> ShowAsync<T>(Func<ISeriesView, Task<T>> run) => AnsiConsole.Progress()
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
        .StartAsync(context => run(new TerminalView(context)));

    public void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left)
    {
        end = DateTime.UtcNow + left;
        name = $"{number}/{total} {notebook.Name}";
        task = context.AddTask(Markup.Escape(name), maxValue: notebook.CodeCells.Count);
    }

    public void CellStarts(Notebook notebook, int number, int total)
    {
        task!.Value = number - 1;
        string rest = end is { } time && time > DateTime.UtcNow ? $", about {Duration.Format(time - DateTime.UtcNow)} left in all" : "";
        Describe($"cell {number} of {total}{rest}");
    }

    public void CellSays(string text)
    {
        string? line = text.Split('\n', '\r').LastOrDefault(part => !string.IsNullOrWhiteSpace(part))?.Trim();
        if (line is not null)
            Describe(line.Length > MaxStatusLength ? line[..MaxStatusLength] : line);
    }

    public void NotebookEnds(NotebookResult result)
    {
        if (result.Succeeded)
            task!.Value = task.MaxValue;
        Describe(result switch
        {
            { WasSkipped: true } => NotebookResult.Skipped,
            { Succeeded: true } => "done",
            _ => $"failed in cell {result.FailedCell}",
        });
        task!.StopTask();
    }

    private void Describe(string what) => task!.Description = $"{Markup.Escape(name)} [grey]{Markup.Escape(what)}[/]";
}

/// <summary>Tells a person which cell of which notebook failed, what it says, and why.</summary>
internal static class FailureReport
{
    /// <summary>The report as text.</summary>
    public static string Write(NotebookResult result)
    {
        string source = result.Notebook.CodeCells[result.FailedCell!.Value - 1].Source;
        return $"""

            {result.Notebook.Name}, code cell {result.FailedCell} of {result.Notebook.CodeCells.Count} failed:

            {Indent(source.Split('\n'))}

            {string.Join('\n', result.Error!.Trace)}
            """;
    }

    private static string Indent(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => $"    {line}"));
}
