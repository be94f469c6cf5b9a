namespace NotebookRunner.Kernel;

/// <summary>The package source has no such package, or cannot be reached; the message says which and why.</summary>
internal sealed class PackageUnavailableException(string message) : Exception(message);
