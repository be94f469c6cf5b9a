using DigitForge.Data;
using DigitForge.Models;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>The codes of many pictures: what a prior is fitted to, and points from real pictures' own distributions.</summary>
public static class LatentCodes
{
    private const int BlockSize = 1_000;

    /// <summary>Encodes every picture of a data set, and draws one point from the distribution of each.</summary>
    /// <param name="vae">The encoder; the caller owns it.</param>
    /// <param name="data">The pictures; the caller owns them.</param>
    /// <param name="random">Draws the noise.</param>
    /// <returns>float32 [N, latent size], in the order of the pictures; the caller owns it.</returns>
    public static torch.Tensor Sample(VariationalAutoencoder vae, ImageDataSet data, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var codes = torch.empty(data.Count, vae.LatentSize);
        for (int start = 0; start < data.Count; start += BlockSize)
        {
            using var block = torch.NewDisposeScope();
            int end = Math.Min(start + BlockSize, data.Count);
            var latent = vae.Encode(data.Batch(torch.arange(start, end)));
            codes[start..end].copy_(latent.Sample(torch.randn(end - start, vae.LatentSize, generator: random)));
        }

        return codes.MoveToOuterDisposeScope();
    }
}
