using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The half of a variational autoencoder that draws: a point of the latent space in, picture out. Fed with noise it is a generator.
/// </summary>
/// <remarks>float32 [B, latent size] -> float32 [B, 784], 0 to 1.</remarks>
public sealed class VaeDecoder : GeneratorNetwork
{
    internal VaeDecoder(int latentSize)
        : base(
            latentSize,
            labelCount: 0,
            ("dense1", Linear(latentSize, 256)),
            ("relu1", ReLU()),
            ("dense2", Linear(256, 512)),
            ("relu2", ReLU()),
            ("dense3", Linear(512, Generator.PixelCount)),
            ("sigmoid", Sigmoid()))
    {
    }

    /// <summary>The picture before the final sigmoid: losses are computed from it, because it is not rounded near 0 and 1.</summary>
    /// <param name="latent">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], any number; the caller owns it.</returns>
    public torch.Tensor Logits(torch.Tensor latent) => this.CallAllButLast(latent);
}
