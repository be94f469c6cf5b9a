using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>Pictures cannot be evaluated; the message names what was found and what was expected.</summary>
public sealed class EvaluationException(string message) : OneSentenceException(message);
