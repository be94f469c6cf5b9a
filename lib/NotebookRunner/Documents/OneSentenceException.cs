namespace NotebookRunner.Documents;

/// <summary>A mistake that whoever runs the program can fix. The message is one sentence, in that person's language: which file or argument, what was found, what was expected.</summary>
internal sealed class OneSentenceException : Exception
{
    /// <summary>Tells a mistake.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What failed, where something did.</param>
    public OneSentenceException([English] string message, Exception? innerException = null)
        : base(Language.Text(message), innerException)
    {
    }

    /// <summary>The compiler chooses this one for <c>new OneSentenceException($"...")</c>.</summary>
    public OneSentenceException(Phrase message, Exception? innerException = null)
        : base(Language.Text(message), innerException)
    {
    }
}
