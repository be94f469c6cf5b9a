namespace NotebookRunner.Workers;

/// <summary>The cell failed.</summary>
/// <param name="Name">The exception's type, or <c>compilation error</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Trace">The same at length, line by line.</param>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Trace) : CellEvent
{
    /// <summary>The name where a package that the cell asks for cannot be had.</summary>
    public const string PackageNotAvailable = "package not available";
}
