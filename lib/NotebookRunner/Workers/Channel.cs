using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NotebookRunner.Documents;

namespace NotebookRunner.Workers;

/// <summary>
/// The protocol between this program and its worker: JSON, one message a line, on a pipe of its own. Nothing that a cell starts
/// inherits the pipe, and nothing that native code prints goes through it. Before each event the worker writes a <see cref="StreamMark"/>
/// to its standard output and error, so that what native code prints can be put into its place among the events.
/// </summary>
internal static class Channel
{
    /// <summary>The command line argument that makes this program a worker; the pipe's name and the notebook's language follow.</summary>
    public const string WorkerArgument = "--worker";

    // A Unix socket's whole path may have 103 characters on macOS and 107 on Linux.
    private const int MaxFolderLength = 60;

    /// <summary>A name that no other pipe has. On Unix it is the path of a socket, in a folder that is there.</summary>
    public static string NewPipeName()
    {
        string name = "notebook-" + Guid.NewGuid().ToString("N");
        if (OperatingSystem.IsWindows())
            return name;
        string folder = Path.GetTempPath();
        return Path.Combine(Directory.Exists(folder) && folder.Length <= MaxFolderLength ? folder : "/tmp", name);
    }

    /// <summary>An event as a line's bytes.</summary>
    public static byte[] Write(CellEvent message) => [.. JsonSerializer.SerializeToUtf8Bytes(message), (byte)'\n'];

    /// <summary>A line as an event.</summary>
    /// <exception cref="JsonException">It is none, for example because the worker ended in the middle of it.</exception>
    public static CellEvent ReadEvent(string line) => JsonSerializer.Deserialize<CellEvent>(line)!;

    /// <summary>A command as a line's bytes.</summary>
    public static byte[] Write(WorkerCommand command) => [.. JsonSerializer.SerializeToUtf8Bytes(command), (byte)'\n'];

    /// <summary>A line as a command.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static WorkerCommand ReadCommand(string line) => JsonSerializer.Deserialize<WorkerCommand>(line)!;
}

/// <summary>A command to a worker.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunCell), "run")]
[JsonDerivedType(typeof(CancelCell), "cancel")]
internal abstract record WorkerCommand;

/// <summary>Run a cell.</summary>
/// <param name="Code">The cell's code.</param>
internal sealed record RunCell(string Code) : WorkerCommand;

/// <summary>Cancel the running cell: its cancellation token is set, and it may end in its own way.</summary>
internal sealed record CancelCell : WorkerCommand;

/// <summary>A mark in a standard stream: at this place the worker sent its event number N, from 1.</summary>
internal sealed class StreamMark
{
    // ASCII's record and unit separators, around a text that no cell prints by chance.
    private const char First = '\u001e';
    private const char Last = '\u001f';

    private readonly string start;

    /// <summary>Makes the marks of one worker.</summary>
    /// <param name="pipeName">Its pipe's name, of which the end is random.</param>
    public StreamMark(string pipeName) => start = $"{First}{pipeName[^32..]}:";

    /// <summary>A mark's bytes.</summary>
    public byte[] Write(long number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{start}{number}{Last}"));

    /// <summary>Finds the first mark in a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Where it begins and ends, and its number; its end is -1 where the text may go on in the middle of it, and it begins at the text's end where there is none.</returns>
    public (int Begin, int End, long Number) Find(ReadOnlySpan<char> text)
    {
        int begin = text.IndexOf(First);
        while (begin >= 0)
        {
            var rest = text[begin..];
            if (rest.Length < start.Length && start.AsSpan().StartsWith(rest))
                return (begin, -1, 0);
            if (rest.StartsWith(start))
            {
                int digits = rest[start.Length..].IndexOfAnyExceptInRange('0', '9');
                if (digits < 0)
                    return (begin, -1, 0);
                if (digits > 0 && rest[start.Length + digits] == Last && long.TryParse(rest.Slice(start.Length, digits), CultureInfo.InvariantCulture, out long number))
                    return (begin, begin + start.Length + digits + 1, number);
            }

            int next = rest[1..].IndexOf(First);
            begin = next < 0 ? -1 : begin + 1 + next;
        }

        return (text.Length, -1, 0);
    }
}
