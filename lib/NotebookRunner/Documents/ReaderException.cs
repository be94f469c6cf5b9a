namespace NotebookRunner.Documents;

/// <summary>A mistake that whoever runs the program can fix, told in one sentence: which file or argument, what was found, what was expected.</summary>
internal sealed class ReaderException(string message, Exception? innerException = null) : Exception(message, innerException);
