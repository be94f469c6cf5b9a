using System.Diagnostics;
using NotebookRunner.Documents;
using NotebookRunner.Workers;

namespace NotebookRunner.Series;

/// <summary>Runs one notebook's cells in order, up to the first that fails.</summary>
internal static class NotebookRun
{
    /// <summary>Runs the notebook; its cells keep what they gave.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static async Task<NotebookResult> RunAsync(
        Notebook notebook, TimeSpan? timeout, ISeriesView view, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var worker = WorkerProcess.Start(notebook.Folder);
        var cells = notebook.CodeCells;
        for (int i = 0; i < cells.Count; i++)
        {
            view.CellStarts(notebook, i + 1, cells.Count);
            var error = await RunCellAsync(worker, cells[i], i + 1, timeout, view, cancellationToken).ConfigureAwait(false);
            if (error is not null)
                return new NotebookResult(notebook, clock.Elapsed, i + 1, error);
        }

        return new NotebookResult(notebook, clock.Elapsed, null, null);
    }

    private static async Task<CellError?> RunCellAsync(
        WorkerProcess worker, NotebookCell cell, int number, TimeSpan? timeout, ISeriesView view, CancellationToken cancellationToken)
    {
        var outputs = new CellOutputs();
        CellError? error;
        if (cell.Language is { } language && language != "csharp")
        {
            string message = $"The cell is in '{language}'; expected csharp.";
            error = new CellError("language", message, [message]);
        }
        else
        {
            error = await worker.RunAsync(cell.Source, timeout, receive, cancellationToken).ConfigureAwait(false);
        }

        if (error is not null)
            outputs.Add(error, number);
        cell.SetOutputs(outputs.All, number);
        return error;

        void receive(CellEvent message)
        {
            outputs.Add(message, number);
            if (message is StreamText text)
                view.CellSays(text.Text);
        }
    }
}
