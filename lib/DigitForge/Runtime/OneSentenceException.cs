using System.Globalization;

namespace DigitForge.Runtime;

/// <summary>A mistake that the reader can fix, told in one sentence: which file or setting, what was found, what was expected.</summary>
/// <remarks>
/// Notebook hosts print an exception with <see cref="ToString"/>. Here that is the sentence alone: a stack trace would
/// bury it, and the fault is not in the code that the trace would show. A type of its own derives from this one only where a
/// notebook has to tell the mistake from others.
/// </remarks>
public class OneSentenceException : Exception
{
    /// <summary>Tells a mistake, in the reader's language if the library knows the sentence.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What failed, where something did.</param>
    public OneSentenceException([English] string message, Exception? innerException = null)
        : base(Language.Text(message), innerException)
    {
    }

    /// <summary>The compiler chooses this one for <c>new OneSentenceException($"...")</c>, so that the sentence is in the reader's language and the same under every culture.</summary>
    internal OneSentenceException(Phrase message, Exception? innerException = null)
        : base(Language.Text(message), innerException)
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
