using NotebookRunner.Documents;
using NotebookRunner.Series;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Series;

public sealed class SeriesRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_interrupt_between_two_cells_is_noted_at_the_next_cell_and_ends_the_series()
    {
        using var source = new CancellationTokenSource();
        string[] notebooks = [TestNotebook.Write(folder, "a", "\"first\"", "\"second\""), TestNotebook.Write(folder, "b", "\"third\"")];
        var options = new RunOptions(notebooks, folder.File("book"), Quick: true, new Dictionary<string, string>(), Timeout: null);
        var series = new SeriesRun(options);

        await source.CancelAsync();
        Assert.Empty(await series.RunAsync(new View(() => { }), source.Token));

        using var later = new CancellationTokenSource();
        var results = await series.RunAsync(new View(later.Cancel), later.Token);
        var result = Assert.Single(results);
        Assert.True(result.WasInterrupted);
        Assert.Equal(1, result.FailedCell);
        Assert.Equal("The run was interrupted before this cell.", (string?)result.Notebook.CodeCells[0].Outputs.Single()["evalue"]);
        Assert.Empty(NotebookFormat.Violations(folder.File("book/a.ipynb")));
        Assert.DoesNotContain("notebook_runner", File.ReadAllText(folder.File("book/a.ipynb")), StringComparison.Ordinal);
    }

    private sealed class View(Action onNotebook) : ISeriesView
    {
        public void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left) => onNotebook();

        public void CellStarts(Notebook notebook, int number, int total)
        {
        }

        public void CellWrites(string text)
        {
        }

        public void NotebookEnds(NotebookResult result)
        {
        }
    }
}
