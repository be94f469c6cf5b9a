using System.Globalization;
using System.Runtime.CompilerServices;

namespace DigitForge.Runtime;

/// <summary>A mistake that the reader can fix, told in one sentence: which file or setting, what was found, what was expected.</summary>
/// <remarks>
/// Notebook hosts print an exception with <see cref="ToString"/>. Here that is the sentence alone: a stack trace would
/// bury it, and the fault is not in the code that the trace would show. A type of its own derives from this one only where a
/// notebook has to tell the mistake from others.
/// </remarks>
public class OneSentenceException : Exception
{
    /// <summary>Tells a mistake.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What failed, where something did.</param>
    public OneSentenceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The compiler chooses this one for <c>new OneSentenceException($"...")</c>, so that the sentence is the same under every culture.</summary>
    internal OneSentenceException(InvariantText message, Exception? innerException = null)
        : base(message.ToString(), innerException)
    {
    }

    /// <summary>The sentence, without a stack trace.</summary>
    public override string ToString() => Message;
}

/// <summary>A shape in a message.</summary>
internal static class ShapeText
{
    /// <summary>Its sizes one after another: <c>256, 100</c>.</summary>
    /// <param name="sizes">The sizes, outermost first.</param>
    /// <param name="separator">What stands between two of them.</param>
    public static string Join(IEnumerable<long> sizes, string separator = ", ") =>
        string.Join(separator, sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>An interpolated string that is formatted with the invariant culture.</summary>
/// <param name="literalLength">How many characters are written as they are.</param>
/// <param name="formattedCount">How many values are formatted.</param>
[InterpolatedStringHandler]
internal ref struct InvariantText(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value, string? format = null) => text.AppendFormatted(value, format);

    public void AppendFormatted(string? value) => text.AppendFormatted(value);

    public override string ToString() => text.ToStringAndClear();
}
