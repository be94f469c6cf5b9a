using System.Text.Json;
using NotebookRunner.Documents;

namespace NotebookRunner.Workers;

/// <summary>
/// The language between this program and its worker: JSON, one message a line, each behind a record separator (RFC 7464). A
/// line without one is plain text that native code wrote past .NET's console.
/// </summary>
internal static class Channel
{
    /// <summary>The command line argument that makes this program a worker.</summary>
    public const string WorkerArgument = "--worker";

    private const char RecordSeparator = '\u001e';

    /// <summary>An event as a line.</summary>
    public static string Write(CellEvent message) => RecordSeparator + JsonSerializer.Serialize(message);

    /// <summary>A line as an event.</summary>
    public static CellEvent ReadEvent(string line)
    {
        int start = line.IndexOf(RecordSeparator, StringComparison.Ordinal);
        return start < 0
            ? new StreamText("stdout", line + "\n")
            : JsonSerializer.Deserialize<CellEvent>(line.AsSpan(start + 1))!;
    }

    /// <summary>A cell's code as a line.</summary>
    public static string WriteCode(string code) => JsonSerializer.Serialize(code);

    /// <summary>A line as a cell's code.</summary>
    public static string ReadCode(string line) => JsonSerializer.Deserialize<string>(line)!;
}
