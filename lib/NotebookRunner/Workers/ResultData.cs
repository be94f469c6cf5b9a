namespace NotebookRunner.Workers;

/// <summary>The value of the cell's last expression.</summary>
/// <param name="Data">The value in each media type.</param>
internal sealed record ResultData(IReadOnlyDictionary<string, string> Data) : CellEvent;
