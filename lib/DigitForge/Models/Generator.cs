using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static DigitForge.Models.KerasDefaults;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>The size of the pictures that the networks process: MNIST's.</summary>
public static class DigitImage
{
    private const int Brightest = 255;

    /// <summary>The side length of a picture in pixels: 28.</summary>
    public const int Side = 28;

    /// <summary>The number of pixels in a picture: 28 x 28 = 784.</summary>
    public const int PixelCount = Side * Side;

    /// <summary>Rounds pictures to the precision of a file: each pixel becomes the nearest of 256 grey levels.</summary>
    /// <param name="images">float32 of any shape, 0 to 1.</param>
    /// <returns>float32 of the same shape; the caller owns it.</returns>
    public static torch.Tensor Rounded(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        return ((images * Brightest).round() / Brightest).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The base class of all generators. A generator turns noise into pictures. A conditional generator draws the requested digit.
/// </summary>
/// <remarks>
/// A conditional generator gets the label as a one-hot row beside the noise: Mirza and Osindero 2014, "Conditional Generative
/// Adversarial Nets", arXiv:1411.1784. Its layers take float32 [B, latent size + label count] and give float32 [B, 784], 0 to 1.
/// </remarks>
/// <param name="latentSize">The size of the latent vector: how many numbers describe one picture.</param>
/// <param name="labelCount">The number of labels that it can draw; 0 for a generator without labels.</param>
/// <param name="layers">The layers with their names, from input to output.</param>
public abstract class GeneratorNetwork(
    int latentSize, int labelCount, params (string, Module<torch.Tensor, torch.Tensor>)[] layers) : Sequential(layers)
{
    /// <summary>The size of the latent vector: how many numbers describe one picture.</summary>
    public int LatentSize { get; } = latentSize;

    /// <summary>The number of labels that it can draw; 0 for a generator without labels.</summary>
    public int LabelCount { get; } = labelCount;

    /// <summary>Draws pictures, in the network's current mode: training or inference.</summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <param name="labels">int64 [B], the digits to draw; null for a generator without labels.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or they do not match the batch.</exception>
    public torch.Tensor Draw(torch.Tensor noise, torch.Tensor? labels = null)
    {
        using var scope = torch.NewDisposeScope();
        return call(OneHot.Append(GetType().Name, noise, labels, LabelCount)).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The article's generator: noise in, picture out. 100 numbers pass through three successively wider layers to 784 pixels.
/// </summary>
/// <remarks>
/// float32 [B, latent size] -> float32 [B, 784], 0 to 1. With a latent size of 100 it has 1,489,936 trainable parameters and
/// 3,584 running statistics. Its tensors have the names that the same <c>nn.Sequential</c> gives them in PyTorch.
/// </remarks>
public sealed class Generator : GeneratorNetwork
{
    /// <summary>The number of pixels in a picture: 28 x 28.</summary>
    public const int PixelCount = DigitImage.PixelCount;

    /// <summary>Creates a generator with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same generator.</param>
    /// <param name="latentSize">The size of the latent vector: how many numbers describe one picture.</param>
    /// <param name="leak">The negative slope of its rectifiers, from 0 to below 1; 0 for plain ReLU, as in the article.</param>
    /// <param name="labelCount">The number of labels that it can draw; 0 for a generator without labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size, the leak or the number of labels is out of range.</exception>
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
