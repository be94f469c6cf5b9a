using DigitForge.Runtime;

namespace DigitForge.Training;

/// <summary>A setting of a recipe or of a run is out of its range; the message names it, its value and the range.</summary>
public sealed class RecipeException(string message) : OneSentenceException(message);
