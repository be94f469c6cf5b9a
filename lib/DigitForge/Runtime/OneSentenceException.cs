namespace DigitForge.Runtime;

/// <summary>
/// A mistake that the reader can mend, told in one sentence that names what was found and what was expected.
/// </summary>
/// <remarks>
/// Notebook hosts print an exception with <see cref="ToString"/>. Here that is the sentence alone: a stack trace would
/// bury it, and the fault is not in the code that the trace would show.
/// </remarks>
public abstract class OneSentenceException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The sentence, without a stack trace.</summary>
    public override string ToString() => Message;
}
