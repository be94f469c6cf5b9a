using System.Diagnostics;
using System.Text.Json.Nodes;
using NotebookRunner.Documents;
using NotebookRunner.Workers;

namespace NotebookRunner.Series;

/// <summary>Runs one notebook's cells in order, up to the first that fails.</summary>
internal static class NotebookRun
{
    /// <summary>Runs the notebook; its cells keep what they produced.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="timeout">How long one cell may take; null for no limit.</param>
    /// <param name="view">Shows the progress.</param>
    /// <param name="cancellationToken">Cancels the running cell and leaves out the later ones.</param>
    /// <param name="endAtOnce">Does not wait for the running cell to stop.</param>
    public static async Task<NotebookResult> RunAsync(
        Notebook notebook, TimeSpan? timeout, ISeriesView view, CancellationToken cancellationToken, CancellationToken endAtOnce = default)
    {
        var clock = Stopwatch.StartNew();
        using var worker = WorkerProcess.Start(notebook.Folder, language: notebook.Words.Language);
        var cells = notebook.CodeCells;
        var shown = new Dictionary<string, JsonObject>();
        for (int i = 0; i < cells.Count; i++)
        {
            if (cancellationToken.IsCancellationRequested)
                return new NotebookResult(notebook, clock.Elapsed, i + 1, InterruptedBefore(cells[i], notebook.Words));
            view.CellStarts(notebook, i + 1, cells.Count);
            var error = await RunCellAsync(cells[i], i + 1, new CellOutputs(shown, notebook.Words), notebook.Words, receive => worker.RunAsync(cells[i].Source, timeout, receive, cancellationToken, endAtOnce), view).ConfigureAwait(false);
            if (error is not null)
                return new NotebookResult(notebook, clock.Elapsed, i + 1, error);
        }

        return new NotebookResult(notebook, clock.Elapsed, null, null);
    }

    private static CellError InterruptedBefore(NotebookCell cell, Translation words)
    {
        var error = CellError.Say(CellError.Interrupted, $"The run was interrupted before this cell.");
        var outputs = new CellOutputs();
        outputs.Add(error.In(words), executionCount: 0);
        cell.SetOutputs(outputs.All, executionCount: null);
        return error;
    }

    private static async Task<CellError?> RunCellAsync(
        NotebookCell cell, int number, CellOutputs outputs, Translation words, Func<Action<CellEvent>, Task<CellError?>> run, ISeriesView view)
    {
        CellError? error;
        if (cell.Language is { } language && language != "csharp")
            error = CellError.Say("language", $"The cell is in '{language}'; expected csharp.");
        else
            error = await run(receive).ConfigureAwait(false);

        if (error is not null)
            outputs.Add(error.In(words), number);
        cell.SetOutputs(outputs.All, number);
        return error;

        void receive(CellEvent message)
        {
            outputs.Add(message, number);
            if (message is StreamText text)
                view.CellWrites(text.Text);
        }
    }
}
