using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The article's discriminator: picture in, verdict out. 784 pixels pass through two ever narrower layers to one number.
/// </summary>
/// <remarks>
/// float32 [B, 784] or [B, 28, 28], 0 to 1 -> float32 [B, 1], the probability that a picture is real. It has 533,505
/// parameters. The names of its tensors are those of the same <c>nn.Sequential</c> in PyTorch.
/// </remarks>
public sealed class Discriminator : Sequential
{
    /// <summary>Makes a discriminator with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same discriminator.</param>
    public Discriminator(torch.Generator random)
        : base(
            ("flatten", Flatten()),
            ("dense1", Linear(Generator.PixelCount, 512)),
            ("relu1", ReLU()),
            ("dense2", Linear(512, 256)),
            ("relu2", ReLU()),
            ("dense3", Linear(256, 1)),
            ("sigmoid", Sigmoid()))
    {
        GlorotUniform.Initialize(this, random);
    }

    /// <summary>The verdict before the final sigmoid: any number, above 0 for "real".</summary>
    /// <param name="images">float32 [B, 784] or [B, 28, 28], 0 to 1.</param>
    /// <returns>float32 [B, 1]; the caller owns it.</returns>
    /// <remarks>
    /// Losses are computed from this number, not from the probability: close to 0 and 1 the probability is rounded, and with
    /// it the gradient is lost. Keras does the same behind the article's back.
    /// </remarks>
    public torch.Tensor Logits(torch.Tensor images) => this.CallAllButLast(images);
}
