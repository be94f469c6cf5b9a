using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The base class of all discriminators. A discriminator tells real pictures from fakes. A conditional discriminator also gets the digit that
/// the picture is claimed to show.
/// </summary>
/// <remarks>
/// Its last layer is a sigmoid, which turns the logit into a probability. A conditional discriminator gets the label as a one-hot
/// row beside the pixels: Mirza and Osindero 2014, arXiv:1411.1784.
/// </remarks>
/// <param name="labelCount">The number of labels that it knows; 0 for a discriminator without labels.</param>
/// <param name="layers">The layers with their names, from input to output; the last is a sigmoid.</param>
public abstract class DiscriminatorNetwork(int labelCount, params (string, Module<torch.Tensor, torch.Tensor>)[] layers)
    : Sequential(layers)
{
    /// <summary>The number of labels that it knows; 0 for a discriminator without labels.</summary>
    public int LabelCount { get; } = labelCount;

    /// <summary>The logits, before the final sigmoid: any number, above 0 for "real".</summary>
    /// <param name="images">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <param name="labels">int64 [B], the digits that the pictures are claimed to show; null for a discriminator without labels.</param>
    /// <returns>float32 [B, 1]; the caller owns it.</returns>
    /// <remarks>
    /// Losses are computed from the logit, not from the probability. Close to 0 and 1 the probability is rounded, and the gradient is lost. Keras
    /// also uses the logits, although the article does not mention it.
    /// </remarks>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or they do not match the batch.</exception>
    public virtual torch.Tensor Logits(torch.Tensor images, torch.Tensor? labels = null)
    {
        using var scope = torch.NewDisposeScope();
        var input = OneHot.Append(GetType().Name, labels is null ? images : images.flatten(1), labels, LabelCount);
        return this.CallAllButLast(input).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// The article's discriminator: 784 pixels pass through two successively narrower layers to one logit.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 1], the probability that a picture is real. It has 533,505
/// parameters. Its tensors have the names that the same <c>nn.Sequential</c> gives them in PyTorch.
/// </remarks>
public sealed class Discriminator : DiscriminatorNetwork
{
    /// <summary>Creates a discriminator with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same discriminator.</param>
    /// <param name="leak">The negative slope of its rectifiers, from 0 to below 1; 0 for plain ReLU, as in the article.</param>
    /// <param name="labelCount">The number of labels that it knows; 0 for a discriminator without labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The leak or the number of labels is out of range.</exception>
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
            ("dense1", Linear(DigitImage.PixelCount + labelCount, 512)),
            ("relu1", Rectifier.Layer(leak)),
            ("dense2", Linear(512, 256)),
            ("relu2", Rectifier.Layer(leak)),
            ("dense3", Linear(256, 1)),
            ("sigmoid", Sigmoid()),
        ];
    }
}
