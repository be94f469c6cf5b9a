using DigitForge.Runtime;

namespace DigitForge.Models;

/// <summary>A network got labels that it has no use for, or none where it needs them; the message says what it expects.</summary>
public sealed class LabelException(string message) : OneSentenceException(message);
