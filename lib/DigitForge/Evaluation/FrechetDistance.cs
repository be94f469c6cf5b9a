using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// The distance between two sets of pictures as a whole: the squared Frechet distance of normal distributions fitted to their features.
/// </summary>
/// <remarks>
/// |m1 - m2|^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2)): Dowson and Landau 1982, "The Frechet distance between multivariate normal
/// distributions", Journal of Multivariate Analysis 12(3); for generated pictures Heusel et al. 2017, arXiv:1706.08500, formula 6.
/// They use the features of an Inception network and call the figure FID. Here the features are those of a digit inspector, so
/// the figure has another scale and must not be compared with any published FID.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>Computes the distance from features.</summary>
    /// <param name="a">float64 [N, D].</param>
    /// <param name="b">float64 [M, D].</param>
    /// <returns>0 for the same distribution; larger the further they are apart.</returns>
    /// <exception cref="OneSentenceException">The features are not valid, or a set has fewer than two pictures.</exception>
    public static double Between(torch.Tensor a, torch.Tensor b)
    {
        using var first = Gaussian.Fit(a);
        using var second = Gaussian.Fit(b);
        return Between(first, second);
    }

    /// <summary>Computes the distance from fitted distributions, which can be kept.</summary>
    /// <param name="a">One distribution.</param>
    /// <param name="b">The other, with the same number of dimensions.</param>
    /// <returns>0 for the same distribution; larger the further they are apart.</returns>
    /// <exception cref="OneSentenceException">The numbers of dimensions differ.</exception>
    internal static double Between(Gaussian a, Gaussian b)
    {
        FeatureCheck.RequireSameSize(a.Mean.shape[0], b.Mean.shape[0]);
        using var scope = torch.NewDisposeScope();
        // C1 = R1' R1 and C2 = R2' R2. The trace of the square root is the sum of the singular values of R1 R2', because their squares are the
        // eigenvalues of C1 C2. Without a product of covariances, no precision is lost where a feature never varies.
        var distance = (a.Mean - b.Mean).square().sum()
            + a.Root.square().sum() + b.Root.square().sum() - (2 * torch.linalg.svdvals(a.Root.mm(b.Root.t())).sum());
        // Rounding can leave a result slightly below zero if the distance is 0.
        return Math.Max(0, distance.item<double>());
    }
}

/// <summary>A multivariate normal distribution. Owns its tensors: dispose it when they are no longer needed.</summary>
internal sealed class Gaussian : IDisposable
{
    private Gaussian(torch.Tensor mean, torch.Tensor root)
    {
        Mean = mean.DetachFromDisposeScope();
        Root = root.DetachFromDisposeScope();
    }

    /// <summary>The mean: float64 [D]. Owned by this object.</summary>
    public torch.Tensor Mean { get; }

    /// <summary>
    /// A root of the covariance: a matrix R whose product R' R is the covariance. float64 [D, D], or [N, D] if there are fewer
    /// points than dimensions. Owned by this object.
    /// </summary>
    public torch.Tensor Root { get; }

    /// <summary>Fits the normal distribution with the mean and the covariance of some points.</summary>
    /// <param name="points">float64 [N, D].</param>
    /// <exception cref="OneSentenceException">The features are not valid, or there are fewer than two points.</exception>
    public static Gaussian Fit(torch.Tensor points)
    {
        FeatureCheck.Require(points, leastCount: 2, ": one alone does not vary");
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var mean = points.mean([0]);
        var (_, root) = torch.linalg.qr((points - mean) / Math.Sqrt(points.shape[0] - 1), torch.linalg.QRMode.R);
        return new Gaussian(mean, root);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Root.Dispose();
    }
}
