using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>A small convolutional network that describes a digit by 64 features and computes its answers from them.</summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, answers]. Two 3 x 3 convolutions look for strokes and for shapes made of strokes, as in
/// LeCun et al. 1998 (Proceedings of the IEEE 86(11)), with the rectifiers and batch normalization of later years. Each is preceded by pooling,
/// which cuts its work to a quarter. The convolutions have no bias: the normalization's shift takes its place.
/// </remarks>
public abstract class FeatureNetwork : Sequential
{
    /// <summary>The number of features of a picture.</summary>
    public const int FeatureCount = 64;

    private protected FeatureNetwork(torch.Generator random, int answers)
        : base(
            ("flatten", Flatten()),
            ("picture", Unflatten(1, [1, DigitImage.Side, DigitImage.Side])),
            ("conv1", Conv2d(1, 32, 3, padding: 1, bias: false)),
            ("pool1", MaxPool2d(2)),
            ("norm1", BatchNorm2d(32)),
            ("relu1", ReLU()),
            ("conv2", Conv2d(32, 64, 3, padding: 1, bias: false)),
            ("pool2", MaxPool2d(2)),
            ("norm2", BatchNorm2d(64)),
            ("relu2", ReLU()),
            ("vector", Flatten()),
            ("dense1", Linear(64 * 7 * 7, FeatureCount)),
            ("relu3", ReLU()),
            ("dense2", Linear(FeatureCount, answers)))
    {
        HeNormal.Initialize(this, random);
    }

    /// <summary>
    /// The output of the penultimate layer, from which all answers are computed. Pictures that look alike to the network have similar features.
    /// </summary>
    /// <param name="images">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <returns>float32 [B, 64], 0 or more; the caller owns it.</returns>
    public torch.Tensor Features(torch.Tensor images) => this.CallAllButLast(images);

    /// <summary>Computes the answers from the features.</summary>
    /// <param name="features">float32 [B, 64], from <see cref="Features"/>.</param>
    /// <returns>float32 [B, answers]; the caller owns it.</returns>
    public torch.Tensor Decide(torch.Tensor features) => ((Linear)children().Last()).call(features);
}
