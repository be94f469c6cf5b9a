using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A small convolutional network that reads digits. The evaluation of generated digits is based on its features.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 10], one logit per digit. It has 220,330 parameters and 192 running
/// statistics. Two convolutions of 3 x 3 pixels look for strokes and for shapes made of strokes, as in LeCun et al. 1998
/// (Proceedings of the IEEE 86(11)), with the rectifiers and the batch normalization of later years. Pooling comes before both, so
/// that they have a quarter of the work. The convolutions have no bias: the normalization's shift takes its place.
/// </remarks>
public sealed class DigitClassifier : Sequential
{
    /// <summary>How many features a picture has.</summary>
    public const int FeatureCount = 64;

    /// <summary>How many digits there are.</summary>
    public const int DigitCount = 10;

    /// <summary>Makes a classifier with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same classifier.</param>
    public DigitClassifier(torch.Generator random)
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
            ("dense2", Linear(FeatureCount, DigitCount)))
    {
        HeNormal.Initialize(this, random);
    }

    /// <summary>
    /// The output of the penultimate layer, on which the classification is based. Pictures that look alike to the classifier have
    /// features that lie close together.
    /// </summary>
    /// <param name="images">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <returns>float32 [B, 64], 0 or more; the caller owns it.</returns>
    public torch.Tensor Features(torch.Tensor images) => this.CallAllButLast(images);

    /// <summary>Computes the logits from the features.</summary>
    /// <param name="features">float32 [B, 64], from <see cref="Features"/>.</param>
    /// <returns>float32 [B, 10], one logit per digit; the caller owns it.</returns>
    public torch.Tensor Decide(torch.Tensor features) => ((Linear)children().Last()).call(features);
}
