using DigitForge.Runtime;

namespace DigitForge.Checkpoints;

/// <summary>
/// A file of tensors is missing, damaged, or not the expected one. The message names the file and says what was found in it.
/// </summary>
public sealed class CheckpointException : OneSentenceException
{
    /// <inheritdoc/>
    public CheckpointException([English] string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    internal CheckpointException(Phrase message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>Formats names from a file for a message: shortened, on one line, and only a few of them.</summary>
internal static class Quote
{
    private const int MaxNameLength = 60;
    private const int MaxNames = 5;

    /// <summary>One name in quotation marks.</summary>
    public static string Name(string name)
    {
        string visible = string.Concat(name.Take(MaxNameLength).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return $"'{visible}{(name.Length > MaxNameLength ? "..." : "")}'";
    }

    /// <summary>Several names: the first few in full, and the number of the others.</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        string first = string.Join(", ", names.Take(MaxNames).Select(Name));
        return names.Count > MaxNames ? Language.Text($"{first} and {names.Count - MaxNames:N0} more") : first;
    }

    /// <summary>A shape as torch prints it: <c>[256, 100]</c>.</summary>
    public static string Shape(IEnumerable<long> shape) => $"[{ShapeText.Join(shape)}]";
}
