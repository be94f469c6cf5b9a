using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The article's discriminator: picture in, verdict out. 784 pixels pass through two ever narrower layers to one number.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 1], the probability that a picture is real. It has 533,505
/// parameters. The names of its tensors are those of the same <c>nn.Sequential</c> in PyTorch.
/// </remarks>
public sealed class Discriminator : DiscriminatorNetwork
{
    /// <summary>Makes a discriminator with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same discriminator.</param>
    /// <param name="leak">The part of a negative number that its rectifiers let through, 0 to below 1; the article's hold all back.</param>
    /// <param name="labelCount">How many different labels it knows; 0 for a discriminator without labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The leak or the number of labels is out of its range.</exception>
    public Discriminator(torch.Generator random, double leak = 0, int labelCount = 0)
        : base(labelCount, Layers(leak, labelCount))
    {
        GlorotUniform.Initialize(this, random);
    }

    private static (string, Module<torch.Tensor, torch.Tensor>)[] Layers(double leak, int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(labelCount);
        return
        [
            ("flatten", Flatten()),
            ("dense1", Linear(Generator.PixelCount + labelCount, 512)),
            ("relu1", Rectifier.Layer(leak)),
            ("dense2", Linear(512, 256)),
            ("relu2", Rectifier.Layer(leak)),
            ("dense3", Linear(256, 1)),
            ("sigmoid", Sigmoid()),
        ];
    }
}
