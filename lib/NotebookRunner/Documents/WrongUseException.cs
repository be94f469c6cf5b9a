namespace NotebookRunner.Documents;

/// <summary>The program was called in a way that it cannot obey; the message says in one sentence what was wrong.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
