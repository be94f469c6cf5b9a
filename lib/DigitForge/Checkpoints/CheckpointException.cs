using DigitForge.Runtime;

namespace DigitForge.Checkpoints;

/// <summary>A file of tensors is missing, damaged, or not the one expected; the message names the file and what was found in it.</summary>
public sealed class CheckpointException : OneSentenceException
{
    /// <inheritdoc/>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    internal CheckpointException(InvariantText message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>Writes names from a file into a message: short, on one line, and not too many of them.</summary>
internal static class Quote
{
    private const int MaxNameLength = 60;
    private const int MaxNames = 5;

    /// <summary>One name in quotation marks.</summary>
    public static string Name(string name)
    {
        string visible = string.Concat(name.Take(MaxNameLength).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
        return $"'{visible}{(name.Length > MaxNameLength ? "..." : "")}'";
    }

    /// <summary>Some names; the first few are told, the others counted.</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        string first = string.Join(", ", names.Take(MaxNames).Select(Name));
        return names.Count > MaxNames ? FormattableString.Invariant($"{first} and {names.Count - MaxNames:N0} more") : first;
    }

    /// <summary>A shape as torch prints it: <c>[256, 100]</c>.</summary>
    public static string Shape(IEnumerable<long> shape) => $"[{ShapeText.Join(shape)}]";
}
