using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Explorer;

/// <summary>The directions of a latent space along which the pictures change most.</summary>
/// <remarks>
/// The first layer multiplies the noise z by its weights W, so among all steps of length 1 those along the first right singular vectors of
/// W move its output farthest (Shen and Zhou 2021, "Closed-Form Factorization of Latent Semantics in GANs", arXiv:2007.06600). In a
/// space of a few numbers each number is a direction of its own.
/// </remarks>
internal static class LatentDirections
{
    private const int Most = 8;

    /// <summary>Finds up to eight directions, each of length 1 and at right angles to the others.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="latentSize">How many numbers of noise it takes, before the label's.</param>
    /// <returns>float32 [directions, latent size], the strongest first; the caller owns it.</returns>
    public static torch.Tensor Of(Sequential generator, int latentSize)
    {
        using var scope = torch.NewDisposeScope();
        if (latentSize <= Most || generator.children().First() is not Linear first)
            return torch.eye(latentSize)[..Math.Min(latentSize, Most)].MoveToOuterDisposeScope();
        var weight = first.weight.detach().cpu()[.., ..latentSize];
        var (_, _, rows) = torch.linalg.svd(weight, fullMatrices: false);
        return rows[..Most].contiguous().MoveToOuterDisposeScope();
    }
}
