using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>The latent codes of many pictures: samples from the pictures' own distributions, to which a prior is fitted.</summary>
public static class LatentCodes
{
    private const int BlockSize = 1_000;

    /// <summary>Encodes every picture of a data set, and samples one point from the distribution of each.</summary>
    /// <param name="vae">The encoder; the caller owns it.</param>
    /// <param name="data">The pictures; the caller owns them.</param>
    /// <param name="random">Draws the noise.</param>
    /// <returns>float32 [N, latent size], in the order of the pictures; the caller owns it.</returns>
    public static torch.Tensor Sample(VariationalAutoencoder vae, ImageDataSet data, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var codes = torch.empty(data.Count, vae.LatentSize);
        foreach (var (start, length) in Blocks.Split(data.Count, BlockSize))
        {
            using var block = torch.NewDisposeScope();
            var latent = vae.Encode(data.Batch(torch.arange(start, start + length)));
            codes.narrow(0, start, length).copy_(latent.Sample(torch.randn(length, vae.LatentSize, generator: random)));
        }

        return codes.MoveToOuterDisposeScope();
    }
}
