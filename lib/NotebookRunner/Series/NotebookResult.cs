using NotebookRunner.Documents;
using NotebookRunner.Workers;

namespace NotebookRunner.Series;

/// <summary>How a notebook's run ended.</summary>
/// <param name="Notebook">The notebook with its outputs.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="FailedCell">The number, from 1, of the code cell that failed; null where all ran.</param>
/// <param name="Error">Why it failed; null where all ran.</param>
internal sealed record NotebookResult(Notebook Notebook, TimeSpan Elapsed, int? FailedCell, CellError? Error)
{
    /// <summary>Whether every cell ran.</summary>
    public bool Succeeded => Error is null;
}
