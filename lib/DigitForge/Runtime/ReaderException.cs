namespace DigitForge.Runtime;

/// <summary>A mistake that the reader can fix, told in one sentence: which file or setting, what was found, what was expected.</summary>
/// <remarks>
/// Notebook hosts print an exception with <see cref="ToString"/>. Here that is the sentence alone: a stack trace would
/// bury it, and the fault is not in the code that the trace would show. A type of its own derives from this one only where a
/// notebook has to tell the mistake from others.
/// </remarks>
public class ReaderException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The sentence, without a stack trace.</summary>
    public override string ToString() => Message;
}
