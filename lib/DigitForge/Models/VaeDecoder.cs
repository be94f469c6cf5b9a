using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// The decoder of a variational autoencoder: a point of the latent space in, a picture out. Given noise, it is a generator.
/// </summary>
/// <remarks>
/// float32 [B, latent size] -> float32 [B, 784], 0 to 1. The convolutional decoder has the layers of <see cref="ConvGenerator"/>, with half as
/// many feature maps and one more dense layer before them. Without that layer it reconstructed digits worse than the dense decoder. It has no batch
/// normalization, so that each picture depends on its own point alone.
/// </remarks>
public sealed class VaeDecoder : GeneratorNetwork
{
    // Two layers enlarge the pictures, each by a factor of two.
    private const int Side = DigitImage.Side / 4;

    internal VaeDecoder(int latentSize, bool convolutional)
        : base(latentSize, labelCount: 0, convolutional ? ConvLayers(latentSize) : DenseLayers(latentSize))
    {
    }

    /// <summary>Computes the picture before the final sigmoid. Losses are computed from it, because it is not rounded near 0 and 1.</summary>
    /// <param name="latent">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], any number; the caller owns it.</returns>
    public torch.Tensor Logits(torch.Tensor latent) => this.CallAllButLast(latent);

    private static (string, Module<torch.Tensor, torch.Tensor>)[] DenseLayers(int latentSize) =>
    [
        ("dense1", Linear(latentSize, 256)),
        ("relu1", ReLU()),
        ("dense2", Linear(256, 512)),
        ("relu2", ReLU()),
        ("dense3", Linear(512, DigitImage.PixelCount)),
        ("sigmoid", Sigmoid()),
    ];

    private static (string, Module<torch.Tensor, torch.Tensor>)[] ConvLayers(int latentSize)
    {
        // TorchSharp 0.107.0 leaks a tensor when it creates a convolution with a bias, so the scope disposes it. The layers take their
        // parameters out of the scope.
        using var scope = torch.NewDisposeScope();
        return
        [
            ("dense1", Linear(latentSize, 256)),
            ("relu1", ReLU()),
            ("dense2", Linear(256, 32 * Side * Side)),
            ("relu2", ReLU()),
            ("maps", Unflatten(1, [32, Side, Side])),
            ("conv1", ConvTranspose2d(32, 16, 4, stride: 2, padding: 1)),
            ("relu3", ReLU()),
            ("conv2", ConvTranspose2d(16, 1, 4, stride: 2, padding: 1)),
            ("pixels", Flatten()),
            ("sigmoid", Sigmoid()),
        ];
    }
}
