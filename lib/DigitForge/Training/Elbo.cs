using DigitForge.Models;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>
/// The evidence lower bound of some pictures, ELBO for short: at most the logarithm of the probability that a variational autoencoder
/// gives them. Training it makes the bound as high as it can, or its two negative parts as low.
/// </summary>
/// <remarks>
/// Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, formula 10 with one sample of each cloud; the decoder's
/// distribution is their appendix C.1, each pixel's brightness taken for the probability that it is white. Owns its tensors.
/// </remarks>
public sealed class Elbo : IDisposable
{
    private Elbo(torch.Tensor reconstruction, torch.Tensor divergence) => (Reconstruction, Divergence) = (reconstruction, divergence);

    /// <summary>Binary cross-entropy of the pictures, summed over the pixels: float32 [B], in nats. Owned by this object.</summary>
    public torch.Tensor Reconstruction { get; }

    /// <summary>The clouds' divergence from the standard normal distribution: float32 [B], in nats. Owned by this object.</summary>
    public torch.Tensor Divergence { get; }

    /// <summary>Squeezes pictures into latent space, takes a point of each cloud, and rebuilds the pictures from those.</summary>
    /// <param name="vae">The networks; gradients reach both.</param>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="noise">float32 [B, latent size], standard normal: it chooses the points.</param>
    /// <returns>Both parts; the caller owns them.</returns>
    public static Elbo Of(VariationalAutoencoder vae, torch.Tensor images, torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        var clouds = vae.Encode(images);
        var rebuilt = vae.Decoder.Logits(clouds.Sample(noise));
        var crossEntropy = binary_cross_entropy_with_logits(rebuilt, images, reduction: torch.nn.Reduction.None);
        return new Elbo(
            crossEntropy.sum([1]).MoveToOuterDisposeScope(),
            clouds.DivergenceFromStandard().MoveToOuterDisposeScope());
    }

    /// <summary>What training makes small: the mean of both parts' sum.</summary>
    /// <param name="divergenceWeight">How much the divergence counts; 1 for the ELBO itself.</param>
    /// <returns>float32, one number, in nats for each picture; the caller owns it.</returns>
    public torch.Tensor Loss(double divergenceWeight = 1)
    {
        using var scope = torch.NewDisposeScope();
        return (Reconstruction + (Divergence * divergenceWeight)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Both parts' means over the pictures.</summary>
    public ElboRecord Mean()
    {
        using var scope = torch.NewDisposeScope();
        return new ElboRecord(Reconstruction.mean().item<float>(), Divergence.mean().item<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reconstruction.Dispose();
        Divergence.Dispose();
    }
}
