namespace NotebookRunner.Kernel;

/// <summary>A line of a cell that begins with <c>#</c> cannot be obeyed; the message says which and why.</summary>
internal sealed class DirectiveException(string message) : Exception(message);
