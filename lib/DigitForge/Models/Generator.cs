using TorchSharp;
using TorchSharp.Modules;
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
public sealed class Generator : Sequential
{
    /// <summary>How many pixels a picture has: 28 x 28.</summary>
    public const int PixelCount = 784;

    /// <summary>Makes a generator with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same generator.</param>
    /// <param name="latentSize">How many numbers describe one picture.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size is below 1.</exception>
    public Generator(torch.Generator random, int latentSize = 100)
        : base(Layers(latentSize))
    {
        LatentSize = latentSize;
        GlorotUniform.Initialize(this, random);
    }

    /// <summary>How many numbers describe one picture.</summary>
    public int LatentSize { get; }

    private static (string, Module<torch.Tensor, torch.Tensor>)[] Layers(int latentSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 1);
        return
        [
            ("dense1", Linear(latentSize, 256)),
            ("relu1", ReLU()),
            ("norm1", BatchNorm(256)),
            ("dense2", Linear(256, 512)),
            ("relu2", ReLU()),
            ("norm2", BatchNorm(512)),
            ("dense3", Linear(512, 1024)),
            ("relu3", ReLU()),
            ("norm3", BatchNorm(1024)),
            ("dense4", Linear(1024, PixelCount)),
            ("sigmoid", Sigmoid()),
        ];
    }
}
