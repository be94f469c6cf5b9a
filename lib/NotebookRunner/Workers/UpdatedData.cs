namespace NotebookRunner.Workers;

/// <summary>Something shown earlier, changed in place.</summary>
/// <param name="Id">Of what was shown.</param>
/// <param name="Data">The new content in each media type.</param>
internal sealed record UpdatedData(string Id, IReadOnlyDictionary<string, string> Data) : CellEvent;
