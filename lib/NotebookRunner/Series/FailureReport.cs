namespace NotebookRunner.Series;

/// <summary>Tells a person which cell of which notebook failed, what it says, and why.</summary>
internal static class FailureReport
{
    /// <summary>The report as text.</summary>
    public static string Of(NotebookResult result)
    {
        string source = result.Notebook.CodeCells[result.FailedCell!.Value - 1].Source;
        return $"""

            {result.Notebook.Name}, code cell {result.FailedCell} of {result.Notebook.CodeCells.Count} failed:

            {Indent(source.Split('\n'))}

            {string.Join('\n', result.Error!.Trace)}
            """;
    }

    private static string Indent(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => $"    {line}"));
}
