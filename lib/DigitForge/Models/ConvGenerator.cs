using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A generator that draws with small brushes: noise becomes 64 coarse maps of 7 x 7, and two transposed convolutions paint finer
/// ones with them, 14 x 14 and then the picture of 28 x 28.
/// </summary>
/// <remarks>
/// float32 [B, latent size] -> float32 [B, 784], 0 to 1. With a latent size of 64 it has 237,313 trainable parameters and 192 running
/// statistics. It is the generator of Radford et al. 2015, "Unsupervised representation learning with deep convolutional generative
/// adversarial networks", arXiv:1511.06434, for small pictures, with He's start. The names of its tensors are those of the same
/// <c>nn.Sequential</c> in PyTorch.
/// </remarks>
public sealed class ConvGenerator : GeneratorNetwork
{
    private const int Side = 7;

    /// <summary>Makes a generator with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same generator.</param>
    /// <param name="latentSize">How many numbers describe one picture.</param>
    /// <param name="labelCount">How many different labels it can be asked for; 0 for a generator without labels.</param>
    /// <param name="width">How many maps of 14 x 14 it paints; there are twice as many of 7 x 7.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size, the number of labels or the width is out of its range.</exception>
    public ConvGenerator(torch.Generator random, int latentSize = 64, int labelCount = 0, int width = 32)
        : base(latentSize, labelCount, Layers(latentSize, labelCount, width))
    {
        HeNormal.Initialize(this, random);
    }

    // What batch normalization follows has no bias: the normalization's own shift is one.
    private static (string, Module<torch.Tensor, torch.Tensor>)[] Layers(int latentSize, int labelCount, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(labelCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);

        // A convolution with a bias leaves a tensor behind when it is made (TorchSharp 0.107.0). What the layers keep is none of the scope's.
        using var scope = torch.NewDisposeScope();
        return
        [
            ("dense1", Linear(latentSize + labelCount, 2 * width * Side * Side)),
            ("maps", Unflatten(1, [2 * width, Side, Side])),
            ("norm1", BatchNorm2d(2 * width)),
            ("relu1", ReLU()),
            ("conv1", ConvTranspose2d(2 * width, width, 4, stride: 2, padding: 1, bias: false)),
            ("norm2", BatchNorm2d(width)),
            ("relu2", ReLU()),
            ("conv2", ConvTranspose2d(width, 1, 4, stride: 2, padding: 1)),
            ("pixels", Flatten()),
            ("sigmoid", Sigmoid()),
        ];
    }
}
