namespace NotebookRunner.Series;

/// <summary>What a run shall do.</summary>
/// <param name="Notebooks">The notebooks' files, in order.</param>
/// <param name="OutFolder">The folder for the executed notebooks and the pages.</param>
/// <param name="Quick">Whether parameters that have a quick value take it.</param>
/// <param name="Parameters">Values chosen by the caller, by name.</param>
/// <param name="Timeout">How long one cell may take; null for as long as it likes.</param>
/// <param name="MarkdownFolder">The folder for pages in Markdown; null for none.</param>
internal sealed record RunOptions(
    IReadOnlyList<string> Notebooks,
    string OutFolder,
    bool Quick,
    IReadOnlyDictionary<string, string> Parameters,
    TimeSpan? Timeout,
    string? MarkdownFolder = null);
