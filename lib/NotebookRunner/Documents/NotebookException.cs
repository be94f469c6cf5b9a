namespace NotebookRunner.Documents;

/// <summary>A file that cannot be run as a C# notebook; the message says in one sentence which file and why.</summary>
internal sealed class NotebookException(string message, Exception? innerException = null)
    : Exception(message, innerException);
