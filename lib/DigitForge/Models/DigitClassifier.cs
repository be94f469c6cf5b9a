using TorchSharp;

namespace DigitForge.Models;

/// <summary>A small convolutional network that reads digits.</summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 10], one logit per digit. It has 220,330 parameters and 192 running
/// statistics.
/// </remarks>
/// <param name="random">Draws the weights: the same seed gives the same classifier.</param>
public sealed class DigitClassifier(torch.Generator random) : FeatureNetwork(random, DigitCount)
{
    /// <summary>How many digits there are.</summary>
    public const int DigitCount = 10;
}

/// <summary>
/// A network that reads digits and also says what was done to them: how much dust lies on the picture, how many holes the ink has, how
/// blurred it is and how faint. Therefore its features see damage that a reader of digits overlooks: the evaluation of generated digits
/// is based on them.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 14]: one logit per digit, then the four amounts of damage. It has 220,590
/// parameters and 192 running statistics.
/// </remarks>
/// <param name="random">Draws the weights: the same seed gives the same inspector.</param>
public sealed class DigitInspector(torch.Generator random) : FeatureNetwork(random, DigitClassifier.DigitCount + DamageCount)
{
    /// <summary>How many kinds of damage it names: dust, holes, blur and faintness.</summary>
    public const int DamageCount = 4;
}
