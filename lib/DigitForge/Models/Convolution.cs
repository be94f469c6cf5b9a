using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A convolutional generator. A dense layer turns the noise into 64 feature maps of 7 x 7, and two transposed convolutions enlarge them to 14 x 14
/// and then to a picture of 28 x 28. Between them, three convolutions keep the size: directly after the dense layer each map is a linear function of
/// the noise, and the parts of a digit need more layers to agree with each other.
/// </summary>
/// <remarks>
/// float32 [B, latent size] -> float32 [B, 784], 0 to 1. With a latent size of 64 it has 331,617 trainable parameters and 544 running
/// statistics. It follows the generator of Radford et al. 2015, "Unsupervised representation learning with deep convolutional generative adversarial
/// networks", arXiv:1511.06434, adapted to small pictures, with more layers and He's initialization. Its tensors have the names that the same
/// <c>nn.Sequential</c> gives them in PyTorch.
/// </remarks>
public sealed class ConvGenerator : GeneratorNetwork
{
    // Two layers enlarge the pictures, each by a factor of two.
    private const int Side = DigitImage.Side / 4;

    /// <summary>Creates a generator with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same generator.</param>
    /// <param name="latentSize">The size of the latent vector: how many numbers describe one picture.</param>
    /// <param name="labelCount">The number of labels that it can draw; 0 for a generator without labels.</param>
    /// <param name="width">The number of 14 x 14 feature maps.</param>
    /// <param name="innerWidth">The number of 7 x 7 feature maps. A 14 x 14 map takes four times the work.</param>
    /// <param name="depth">The number of 3 x 3 convolutions at 7 x 7, before the maps are enlarged; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The latent size, the number of labels, a width or the depth is out of range.</exception>
    public ConvGenerator(torch.Generator random, int latentSize = 64, int labelCount = 0, int width = 16, int innerWidth = 64, int depth = 3)
        : base(latentSize, labelCount, Layers(latentSize, labelCount, width, innerWidth, depth))
    {
        HeNormal.Initialize(this, random);
    }

    // A layer before batch normalization needs no bias: the normalization has its own, the shift.
    private static (string, Module<torch.Tensor, torch.Tensor>)[] Layers(int latentSize, int labelCount, int width, int innerWidth, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(labelCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfLessThan(innerWidth, 1);

        // TorchSharp 0.107.0 leaks a tensor when it creates a convolution with a bias, so the scope disposes it. The layers take their
        // parameters out of the scope.
        using var scope = torch.NewDisposeScope();
        return
        [
            ("dense1", Linear(latentSize + labelCount, innerWidth * Side * Side)),
            ("maps", Unflatten(1, [innerWidth, Side, Side])),
            ("norm1", BatchNorm2d(innerWidth)),
            ("relu1", ReLU()),
            .. Enumerable.Range(1, depth).SelectMany<int, (string, Module<torch.Tensor, torch.Tensor>)>(i =>
            [
                (FormattableString.Invariant($"mix{i}"), Conv2d(innerWidth, innerWidth, 3, padding: 1, bias: false)),
                (FormattableString.Invariant($"mixNorm{i}"), BatchNorm2d(innerWidth)),
                (FormattableString.Invariant($"mixRelu{i}"), ReLU()),
            ]),
            ("conv1", ConvTranspose2d(innerWidth, width, 4, stride: 2, padding: 1, bias: false)),
            ("norm2", BatchNorm2d(width)),
            ("relu2", ReLU()),
            ("conv2", ConvTranspose2d(width, 1, 4, stride: 2, padding: 1)),
            ("pixels", Flatten()),
            ("sigmoid", Sigmoid()),
        ];
    }
}

/// <summary>
/// A convolutional discriminator. Two convolutions find strokes, and shapes made of strokes, anywhere in the picture. Two dense layers
/// turn what they find into one logit.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 1], the probability that a picture is real. It has 418,385 parameters.
/// It uses strides instead of pooling, and leaky rectifiers: Radford et al. 2015, arXiv:1511.06434. Their network has only one dense layer, the
/// last. With the additional hidden layer here, 2,000 iterations of the unconditional pair reached half the Frechet distance. There is no batch
/// normalization, because the gradient penalty requires that each logit depends on its own picture alone. A conditional discriminator computes one
/// logit for each label, float32 [B, label count], and selects that of the picture's own label. This is a projection discriminator (Miyato and
/// Koyama 2018, arXiv:1802.05637) whose label-independent term is part of each label's own term. Its tensors have the names that the same
/// <c>nn.Sequential</c> gives them in PyTorch.
/// </remarks>
public sealed class ConvDiscriminator : DiscriminatorNetwork
{
    private const double Leak = 0.2;
    // Two convolutions shrink the pictures, each by a factor of two.
    private const int Side = DigitImage.Side / 4;

    /// <summary>Creates a discriminator with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same discriminator.</param>
    /// <param name="labelCount">The number of labels that it knows; 0 for a discriminator without labels.</param>
    /// <param name="width">The number of 14 x 14 feature maps, from the first convolution.</param>
    /// <param name="innerWidth">The number of 7 x 7 feature maps, from the second convolution. The hidden layer has twice as many units.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of labels or a width is out of range.</exception>
    public ConvDiscriminator(torch.Generator random, int labelCount = 0, int width = 16, int innerWidth = 64)
        : base(labelCount, Layers(labelCount, width, innerWidth))
    {
        HeNormal.Initialize(this, random);
    }

    /// <inheritdoc/>
    public override torch.Tensor Logits(torch.Tensor images, torch.Tensor? labels = null)
    {
        OneHot.Require(nameof(ConvDiscriminator), labels, LabelCount, images.shape[0]);
        using var scope = torch.NewDisposeScope();
        var logits = this.CallAllButLast(images);
        if (labels is not null)
            logits = (logits * OneHot.Encode(labels, LabelCount)).sum(1, keepdim: true);
        return logits.MoveToOuterDisposeScope();
    }

    private static (string, Module<torch.Tensor, torch.Tensor>)[] Layers(int labelCount, int width, int innerWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(labelCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(innerWidth, 1);

        // TorchSharp 0.107.0 leaks a tensor when it creates a convolution with a bias, so the scope disposes it. The layers take their
        // parameters out of the scope.
        using var scope = torch.NewDisposeScope();
        return
        [
            ("flatten", Flatten()),
            ("picture", Unflatten(1, [1, DigitImage.Side, DigitImage.Side])),
            ("conv1", Conv2d(1, width, 4, stride: 2, padding: 1)),
            ("relu1", Rectifier.Layer(Leak)),
            ("conv2", Conv2d(width, innerWidth, 4, stride: 2, padding: 1)),
            ("relu2", Rectifier.Layer(Leak)),
            ("vector", Flatten()),
            ("dense1", Linear(innerWidth * Side * Side, 2 * innerWidth)),
            ("relu3", Rectifier.Layer(Leak)),
            ("dense2", Linear(2 * innerWidth, Math.Max(1, labelCount))),
            ("sigmoid", Sigmoid()),
        ];
    }
}
