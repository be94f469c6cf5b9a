using TorchSharp;

namespace DigitForge.Models;

/// <summary>
/// The distributions to which an encoder maps a batch of pictures: for each picture a normal distribution in latent space with a diagonal covariance.
/// </summary>
/// <remarks>Owns its tensors: dispose it, or let the enclosing dispose scope do so.</remarks>
/// <param name="mean">float32 [B, latent size].</param>
/// <param name="logVariance">float32 [B, latent size].</param>
public sealed class LatentDistribution(torch.Tensor mean, torch.Tensor logVariance) : IDisposable
{
    /// <summary>The means: float32 [B, latent size]. Owned by this object.</summary>
    public torch.Tensor Mean { get; } = mean;

    /// <summary>
    /// The natural logarithms of the variances: float32 [B, latent size]. A logarithm may be any number, like the output of a layer without
    /// an activation; a variance may not. Owned by this object.
    /// </summary>
    public torch.Tensor LogVariance { get; } = logVariance;

    /// <summary>Computes the standard deviations.</summary>
    /// <returns>float32 [B, latent size], above 0; the caller owns it.</returns>
    public torch.Tensor StandardDeviation()
    {
        using var half = LogVariance / 2;
        return half.exp();
    }

    /// <summary>
    /// Draws one sample from each distribution, by the reparameterization trick: mean + standard deviation * noise. All randomness is in the noise,
    /// so gradients flow to the mean and the standard deviation.
    /// </summary>
    /// <param name="noise">float32 [B, latent size], standard normal.</param>
    /// <returns>float32 [B, latent size]; the caller owns it.</returns>
    /// <remarks>Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, section 2.4.</remarks>
    public torch.Tensor Sample(torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        return (Mean + (StandardDeviation() * noise)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// How far each distribution is from the standard normal distribution, from which pictures will be drawn: the Kullback-Leibler divergence,
    /// 1/2 of the sum over all dimensions of mean^2 + variance - 1 - ln variance.
    /// </summary>
    /// <returns>float32 [B], in nats, 0 or more; the caller owns it.</returns>
    /// <remarks>Kingma and Welling 2013, arXiv:1312.6114, appendix B.</remarks>
    public torch.Tensor DivergenceFromStandard()
    {
        using var scope = torch.NewDisposeScope();
        var terms = Mean.square() + LogVariance.exp() - 1 - LogVariance;
        return (terms.sum([1]) / 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}
