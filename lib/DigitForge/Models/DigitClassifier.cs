using TorchSharp;

namespace DigitForge.Models;

/// <summary>A small convolutional network that classifies digits.</summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 10], one logit per digit. It has 220,330 parameters and 192 running
/// statistics.
/// </remarks>
/// <param name="random">Draws the weights: the same seed gives the same classifier.</param>
public sealed class DigitClassifier(torch.Generator random) : FeatureNetwork(random, DigitCount)
{
    /// <summary>The number of digits.</summary>
    public const int DigitCount = 10;
}

/// <summary>
/// A network that classifies digits and also estimates how they were damaged: the amounts of dust, holes, blur and faintness. Its features
/// therefore see damage that a plain classifier ignores. The evaluation of generated digits is based on these features.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 14]: one logit per digit, then the four amounts of damage. It has 220,590
/// parameters and 192 running statistics.
/// </remarks>
/// <param name="random">Draws the weights: the same seed gives the same inspector.</param>
public sealed class DigitInspector(torch.Generator random) : FeatureNetwork(random, DigitClassifier.DigitCount + DamageCount)
{
    /// <summary>The number of kinds of damage that it estimates: dust, holes, blur and faintness.</summary>
    public const int DamageCount = 4;
}
