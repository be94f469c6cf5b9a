namespace NotebookRunner.Workers;

/// <summary>Something shown while the cell runs.</summary>
/// <param name="Id">By which a later update finds it.</param>
/// <param name="Data">The same thing in each media type.</param>
internal sealed record DisplayedData(string Id, IReadOnlyDictionary<string, string> Data) : CellEvent;
