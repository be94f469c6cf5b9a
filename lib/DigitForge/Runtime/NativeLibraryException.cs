namespace DigitForge.Runtime;

/// <summary>The native torch libraries cannot be loaded; the message says which one, why, and what to do.</summary>
public sealed class NativeLibraryException(string message, Exception? innerException = null)
    : OneSentenceException(message, innerException);
