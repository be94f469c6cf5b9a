using DigitForge.Runtime;

namespace DigitForge.Explorer;

/// <summary>A generator that cannot be put on a page; the message says why, in one sentence.</summary>
/// <param name="message">The sentence.</param>
public sealed class ExplorerException(string message) : OneSentenceException(message);
