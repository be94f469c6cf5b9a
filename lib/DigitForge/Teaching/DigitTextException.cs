using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>A text cannot be written in digits; the message says what stands where, and what can be written.</summary>
public sealed class DigitTextException(string message) : OneSentenceException(message);
