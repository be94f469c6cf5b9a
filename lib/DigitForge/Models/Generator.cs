using TorchSharp;
using static DigitForge.Models.KerasDefaults;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The article's generator: noise in, picture out. 100 numbers pass through three ever wider layers to 784 pixels.
/// </summary>
/// <remarks>
/// float32 [B, latent size] -> float32 [B, 784], 0 to 1. With a latent size of 100 it has 1,489,936 trainable parameters and
/// 3,584 running statistics. The names of its tensors are those of the same <c>nn.Sequential</c> in PyTorch.
/// </remarks>
public sealed class Generator : GeneratorNetwork
{
    /// <summary>How many pixels a picture has: 28 x 28.</summary>
    public const int PixelCount = 784;

    /// <summary>Makes a generator with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same generator.</param>
    /// <param name="latentSize">How many numbers describe one picture.</param>
    /// <param name="leak">The part of a negative number that its rectifiers let through, 0 to below 1; the article's hold all back.</param>
    /// <param name="labelCount">How many different labels it can be asked for; 0 for a generator without labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size, the leak or the number of labels is out of its range.</exception>
    public Generator(torch.Generator random, int latentSize = 100, double leak = 0, int labelCount = 0)
        : base(latentSize, labelCount, Layers(latentSize, leak, labelCount))
    {
        GlorotUniform.Initialize(this, random);
    }

    private static (string, Module<torch.Tensor, torch.Tensor>)[] Layers(int latentSize, double leak, int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(labelCount);
        return
        [
            ("dense1", Linear(latentSize + labelCount, 256)),
            ("relu1", Rectifier.Layer(leak)),
            ("norm1", BatchNorm(256)),
            ("dense2", Linear(256, 512)),
            ("relu2", Rectifier.Layer(leak)),
            ("norm2", BatchNorm(512)),
            ("dense3", Linear(512, 1024)),
            ("relu3", Rectifier.Layer(leak)),
            ("norm3", BatchNorm(1024)),
            ("dense4", Linear(1024, PixelCount)),
            ("sigmoid", Sigmoid()),
        ];
    }
}
