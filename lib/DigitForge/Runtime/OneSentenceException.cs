using System.Globalization;

namespace DigitForge.Runtime;

/// <summary>A mistake that the reader can fix. The message is one sentence: which file or setting, what was found, what was expected.</summary>
/// <remarks>
/// Notebook hosts print an exception with <see cref="ToString"/>, which here returns the sentence alone. A stack trace would bury the sentence, and
/// the mistake is not in the code that the trace would show. A derived type exists only where a notebook has to tell this mistake from others.
/// </remarks>
public class OneSentenceException : Exception
{
    /// <summary>Reports a mistake, in the reader's language if the sentence has a translation.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">The failure behind it; null for none.</param>
    public OneSentenceException([English] string message, Exception? innerException = null)
        : base(Language.Text(message), innerException)
    {
    }

    /// <summary>
    /// The compiler chooses this overload for <c>new OneSentenceException($"...")</c>. It translates the sentence, and no culture changes
    /// the result.
    /// </summary>
    internal OneSentenceException(Phrase message, Exception? innerException = null)
        : base(Language.Text(message), innerException)
    {
    }

    /// <summary>The sentence, without a stack trace.</summary>
    public override string ToString() => Message;
}

/// <summary>Formats a shape for a message.</summary>
internal static class ShapeText
{
    /// <summary>Joins the sizes: <c>256, 100</c>.</summary>
    /// <param name="sizes">The sizes, outermost first.</param>
    /// <param name="separator">The text between two sizes.</param>
    public static string Join(IEnumerable<long> sizes, string separator = ", ") =>
        string.Join(separator, sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
