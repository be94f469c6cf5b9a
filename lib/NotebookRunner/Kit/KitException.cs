namespace NotebookRunner.Kit;

/// <summary>The kit cannot be made; the message says why, in one sentence.</summary>
internal sealed class KitException(string message) : Exception(message);
