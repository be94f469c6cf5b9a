using NotebookRunner.Documents;
using Spectre.Console;

namespace NotebookRunner.Series;

/// <summary>Progress as a bar for each notebook, with the running cell's last words.</summary>
internal sealed class TerminalView(ProgressContext context) : ISeriesView
{
    private const int MostWords = 60;

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
        string rest = end is { } time && time > DateTime.UtcNow ? $", about {Duration.Of(time - DateTime.UtcNow)} left in all" : "";
        Describe($"cell {number} of {total}{rest}");
    }

    public void CellSays(string text)
    {
        string? line = text.Split('\n', '\r').LastOrDefault(part => !string.IsNullOrWhiteSpace(part))?.Trim();
        if (line is not null)
            Describe(line.Length > MostWords ? line[..MostWords] : line);
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
