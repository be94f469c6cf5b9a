using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>The layer behind a dense one or a convolution that lets positive numbers pass and holds negative ones back.</summary>
/// <remarks>
/// A plain rectifier (ReLU) holds them back wholly, and with them the gradient. A leaky one lets a part through: Maas et al. 2013,
/// "Rectifier nonlinearities improve neural network acoustic models"; Radford et al. 2015, arXiv:1511.06434, take 0.2 in a GAN's
/// discriminator.
/// </remarks>
public static class Rectifier
{
    /// <summary>Makes the layer.</summary>
    /// <param name="leak">The part of a negative number that passes, 0 to below 1; 0 for a plain ReLU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The leak is below 0, or 1 or more.</exception>
    public static Module<torch.Tensor, torch.Tensor> Layer(double leak)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leak, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leak, 1);
        return leak == 0 ? ReLU() : LeakyReLU(leak);
    }
}
