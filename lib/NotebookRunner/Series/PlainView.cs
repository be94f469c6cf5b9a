using NotebookRunner.Documents;

namespace NotebookRunner.Series;

/// <summary>Progress as lines, for output that goes to a file or another program.</summary>
internal sealed class PlainView(TextWriter output) : ISeriesView
{
    public void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left)
    {
        string rest = left is { } time ? $", about {Duration.Of(time)} left" : "";
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
        output.WriteLine($"      {outcome} in {Duration.Of(result.Elapsed)}");
    }
}
