using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A discriminator, whatever its layers are: it tells real pictures from fakes. A conditional one also gets the digit that a picture is
/// said to show.
/// </summary>
/// <remarks>
/// Its last layer is a sigmoid, which turns the logit into a probability. A conditional discriminator gets the label as a one-hot
/// row beside the pixels: Mirza and Osindero 2014, arXiv:1411.1784.
/// </remarks>
/// <param name="labelCount">How many different labels it knows; 0 for a discriminator without labels.</param>
/// <param name="layers">The layers with their names, from input to output; the last is a sigmoid.</param>
public abstract class DiscriminatorNetwork(int labelCount, params (string, Module<torch.Tensor, torch.Tensor>)[] layers)
    : Sequential(layers)
{
    /// <summary>How many different labels it knows; 0 for a discriminator without labels.</summary>
    public int LabelCount { get; } = labelCount;

    /// <summary>The logits, before the final sigmoid: any numbers, above 0 for "real".</summary>
    /// <param name="images">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <param name="labels">int64 [B], what they are said to show; null for a discriminator without labels.</param>
    /// <returns>float32 [B, 1]; the caller owns it.</returns>
    /// <remarks>
    /// Losses are computed from this number, not from the probability: close to 0 and 1 the probability is rounded, and with
    /// it the gradient is lost. Keras does the same without the article mentioning it.
    /// </remarks>
    /// <exception cref="OneSentenceException">Labels are missing or not expected, or they do not match the batch.</exception>
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
/// parameters. The names of its tensors are those of the same <c>nn.Sequential</c> in PyTorch.
/// </remarks>
public sealed class Discriminator : DiscriminatorNetwork
{
    /// <summary>Makes a discriminator with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same discriminator.</param>
    /// <param name="leak">The negative slope of its rectifiers, 0 to below 1; 0, as in the article, for plain ReLU.</param>
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
            ("dense1", Linear(DigitImage.PixelCount + labelCount, 512)),
            ("relu1", Rectifier.Layer(leak)),
            ("dense2", Linear(512, 256)),
            ("relu2", Rectifier.Layer(leak)),
            ("dense3", Linear(256, 1)),
            ("sigmoid", Sigmoid()),
        ];
    }
}
