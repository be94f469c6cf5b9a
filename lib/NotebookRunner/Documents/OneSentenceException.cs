namespace NotebookRunner.Documents;

/// <summary>A mistake that whoever runs the program can fix. The message is one sentence: which file or argument, what was found, what was expected.</summary>
internal sealed class OneSentenceException(string message, Exception? innerException = null) : Exception(message, innerException);
