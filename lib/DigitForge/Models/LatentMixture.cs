using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Models;

/// <summary>
/// A mixture of normal distributions, fitted to the latent codes that an encoder gives to pictures. Standard normal noise also falls where
/// there are no codes; samples from the mixture fall where the codes are.
/// </summary>
/// <remarks>
/// Ghosh et al. 2020, "From variational to deterministic autoencoders", arXiv:1903.12436, section 4. The mixture is fitted after the training, and
/// the networks do not change. Each component has a full covariance. Owns its tensors: dispose it when they are no longer needed.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class LatentMixture : IDisposable
{
    // The fit stops after the first step that gains less than this, in nats per point.
    private const double LeastGain = 1e-3;

    // A component on a few points in a plane would become infinitely narrow, and its density infinite. No variance falls below this fraction of
    // the mean variance of the codes.
    private const double NarrowestPart = 1e-4;

    // A covariance is a difference of squares: far from 0 it would be lost to rounding. Codes are near 0, because a VAE penalizes their
    // distance from it.
    private const double Largest = 10_000;

    private const int BlockSize = 10_000;

    // The logarithm of weight times density is a quadratic polynomial in the point. These are its coefficients: [K, 1 + D + D D].
    private readonly torch.Tensor polynomials;

    // Each component's covariance is factor x factor transposed: [K, D, D].
    private readonly torch.Tensor factors;

    private LatentMixture(torch.Tensor weights, torch.Tensor means, torch.Tensor covariances, double narrowest)
    {
        // C = V diag(e) V'. Clamping the eigenvalues gives the likeliest of all covariances with no smaller variance in any direction.
        using var scope = torch.NewDisposeScope();
        var (eigenvalues, vectors) = torch.linalg.eigh(covariances);
        var variances = eigenvalues.clamp(min: narrowest).unsqueeze(1);
        factors = (vectors * variances.sqrt()).DetachFromDisposeScope();

        var inverses = (vectors / variances).matmul(vectors.mT);
        var slopes = inverses.matmul(means.unsqueeze(2)).squeeze(2);
        var constants = weights.log() - (((slopes * means).sum([1]) + variances.log().sum([1, 2]) + (means.shape[1] * Math.Log(2 * Math.PI))) / 2);
        polynomials = torch.cat([constants.unsqueeze(1), slopes, inverses.flatten(1) / -2], dim: 1).DetachFromDisposeScope();

        Weights = weights.DetachFromDisposeScope();
        Means = means.DetachFromDisposeScope();
        Covariances = factors.matmul(factors.mT).DetachFromDisposeScope();
    }

    /// <summary>The components' weights: float64 [K], 0 to 1, with the sum 1. Owned by this object.</summary>
    public torch.Tensor Weights { get; }

    /// <summary>The components' means: float64 [K, D]. Owned by this object.</summary>
    public torch.Tensor Means { get; }

    /// <summary>The components' covariance matrices: float64 [K, D, D], symmetric. Owned by this object.</summary>
    public torch.Tensor Covariances { get; }

    /// <summary>The number of components: K.</summary>
    public int Components => (int)Means.shape[0];

    /// <summary>The number of dimensions of a point: D.</summary>
    public int LatentSize => (int)Means.shape[1];

    /// <summary>The mean log density of the codes, in nats per point: before the first step, and after each step.</summary>
    public IReadOnlyList<double> LogLikelihoods { get; private set; } = [];

    /// <summary>The mean log density of the codes, in nats per point, after the last step.</summary>
    public double LogLikelihood => LogLikelihoods[^1];

    /// <summary>
    /// The mean log density of the codes under the standard normal distribution, in nats per point. With the mixture as the prior instead,
    /// the evidence lower bound rises by the difference.
    /// </summary>
    public double StandardLogLikelihood { get; private set; }

    /// <summary>Fits a mixture to latent codes by expectation maximization. No step lowers the likelihood of the codes.</summary>
    /// <param name="codes">float32 or float64 [N, D]: samples from the pictures' distributions, not only their means.</param>
    /// <param name="components">The number of components: K.</param>
    /// <param name="random">Chooses the initial points: the same seed gives the same mixture.</param>
    /// <param name="steps">
    /// The maximum number of steps. The fit stops earlier, after the first step that gains less than a thousandth of a nat per point.
    /// </param>
    /// <returns>The mixture; the caller owns it.</returns>
    /// <remarks>
    /// Dempster, Laird and Rubin 1977, "Maximum likelihood from incomplete data via the EM algorithm", Journal of the Royal Statistical
    /// Society B 39(1).
    /// </remarks>
    /// <exception cref="OneSentenceException">
    /// The codes are not rows of finite numbers between -10,000 and 10,000, too few of them differ, or a setting is below 1.
    /// </exception>
    public static LatentMixture Fit(torch.Tensor codes, int components, torch.Generator random, int steps = 100)
    {
        Require(codes);
        Setting.AtLeastOne("The number of components", components);
        Setting.AtLeastOne("The number of steps", steps);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var points = codes.to(torch.float64);
        double narrowest = NarrowestPart * points.var([0], unbiased: false).mean().item<double>();
        if (narrowest == 0)
            throw new OneSentenceException("Found codes that are all the same, expected codes that differ.");

        var likelihoods = new List<double>();
        var moments = StartingMoments(points, components, random);
        while (true)
        {
            var mixture = Maximize(moments, narrowest);
            moments.Dispose();
            (moments, double likelihood) = mixture.Expect(points);
            likelihoods.Add(likelihood);
            if (likelihoods.Count > steps || (likelihoods is [.., var before, var now] && now - before < LeastGain))
            {
                mixture.LogLikelihoods = likelihoods;
                mixture.StandardLogLikelihood = (points.square().mean().item<double>() + Math.Log(2 * Math.PI)) * -mixture.LatentSize / 2;
                return mixture;
            }

            mixture.Dispose();
        }
    }

    /// <summary>Samples points, to be decoded like noise.</summary>
    /// <param name="count">The number of points.</param>
    /// <param name="random">The random number generator.</param>
    /// <returns>float32 [count, D]; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The count is below 1.</exception>
    public torch.Tensor Sample(int count, torch.Generator random)
    {
        Setting.AtLeastOne("The number of points", count);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var chosen = Weights.multinomial(count, replacement: true, generator: random);
        var noise = torch.randn(count, LatentSize, dtype: torch.float64, generator: random);
        var points = Means.index_select(0, chosen);
        for (int k = 0; k < Components; k++)
        {
            using var component = torch.NewDisposeScope();
            var places = chosen.eq(k).nonzero().flatten();
            points.index_add_(0, places, noise.index_select(0, places).mm(factors[k].t()), alpha: 1);
        }

        return points.to(torch.float32).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the log density.</summary>
    /// <param name="points">float32 or float64 [N, D].</param>
    /// <returns>float64 [N], in nats; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The points are not rows of D finite numbers between -10,000 and 10,000.</exception>
    public torch.Tensor LogDensity(torch.Tensor points)
    {
        Require(points);
        if (points.shape[1] != LatentSize)
            throw new OneSentenceException($"Found points of {points.shape[1]} numbers, expected {LatentSize}, as the mixture has.");
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return Powers(points.to(torch.float64)).mm(polynomials.t()).logsumexp(1).MoveToOuterDisposeScope();
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"A mixture of {Components} normal distributions in {LatentSize} dimensions: {LogLikelihood:F2} nats a point, where the standard normal distribution has {StandardLogLikelihood:F2}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        Means.Dispose();
        Covariances.Dispose();
        polynomials.Dispose();
        factors.Dispose();
    }

    // A point belongs to each component in proportion to weight times density. The moments are each component's share of all points, of
    // their numbers, and of the pairwise products of their numbers: [K, 1 + D + D D].
    private (torch.Tensor Moments, double LogLikelihood) Expect(torch.Tensor points)
    {
        using var scope = torch.NewDisposeScope();
        var moments = torch.zeros_like(polynomials);
        double sum = 0;
        foreach (var block in points.split(BlockSize))
        {
            using var inner = torch.NewDisposeScope();
            var powers = Powers(block);
            var logDensities = powers.mm(polynomials.t());
            var logDensity = logDensities.logsumexp(1, keepdim: true);
            moments.add_((logDensities - logDensity).exp().t().mm(powers));
            sum += logDensity.sum().item<double>();
        }

        return (moments.MoveToOuterDisposeScope(), sum / points.shape[0]);
    }

    // The mixture that maximizes the likelihood of the points: each component gets the weight, mean and covariance of its shares.
    private static LatentMixture Maximize(torch.Tensor moments, double narrowest)
    {
        using var scope = torch.NewDisposeScope();
        using var counts = moments[.., ..1];
        // The clamp avoids a division by zero for a component that has lost all its points; its weight is 0.
        var perPoint = moments[.., 1..] / counts.clamp(min: 1e-300);
        long size = (long)Math.Sqrt(perPoint.shape[1]);
        var means = perPoint[.., ..(int)size];
        var squares = perPoint[.., (int)size..].unflatten(1, size, size);
        var covariances = squares - (means.unsqueeze(2) * means.unsqueeze(1));
        return new LatentMixture(counts.squeeze(1) / counts.sum(), means.clone(), covariances, narrowest);
    }

    // Assigns each point to the nearest of K centres, which k-means++ chooses: each with a probability in proportion to its squared distance
    // from the nearest centre chosen before (Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful seeding").
    private static torch.Tensor StartingMoments(torch.Tensor points, int components, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var owners = torch.zeros(points.shape[0], dtype: torch.int64);
        var distances = torch.full([points.shape[0]], double.PositiveInfinity, dtype: torch.float64);
        for (int k = 0; k < components; k++)
        {
            using var inner = torch.NewDisposeScope();
            if (k > 0 && distances.max().item<double>() == 0)
                throw new OneSentenceException($"Found {k} different codes, expected at least {components}: one for each component.");
            var chosen = k == 0 ? torch.randint(points.shape[0], [1], dtype: torch.int64, generator: random) : distances.multinomial(1, generator: random);
            var fromChosen = (points - points.index_select(0, chosen)).square().sum([1]);
            owners.masked_fill_(fromChosen.lt(distances), k);
            distances.copy_(distances.minimum(fromChosen));
        }

        var moments = torch.empty(components, 1 + points.shape[1] + (points.shape[1] * points.shape[1]), dtype: torch.float64);
        for (int k = 0; k < components; k++)
        {
            using var inner = torch.NewDisposeScope();
            var own = points.index_select(0, owners.eq(k).nonzero().flatten());
            moments[k].copy_(torch.cat([torch.tensor([(double)own.shape[0]]), own.sum([0]), own.t().mm(own).flatten()]));
        }

        return moments.MoveToOuterDisposeScope();
    }

    // 1, the numbers themselves, and all pairwise products: [N, 1 + D + D D].
    private static torch.Tensor Powers(torch.Tensor points)
    {
        using var scope = torch.NewDisposeScope();
        var products = (points.unsqueeze(2) * points.unsqueeze(1)).flatten(1);
        return torch.cat([torch.ones(points.shape[0], 1, dtype: torch.float64), points, products], dim: 1).MoveToOuterDisposeScope();
    }

    private static void Require(torch.Tensor points)
    {
        if (points.dtype is not (torch.ScalarType.Float32 or torch.ScalarType.Float64) || points.dim() != 2 || points.numel() == 0)
            throw new OneSentenceException($"Found points as {points.dtype} of shape [{ShapeText.Join(points.shape)}], expected Float32 or Float64 of shape [N, D].");
        using var scope = torch.NewDisposeScope();
        // The maximum of numbers that include NaN is NaN.
        double largest = points.detach().abs().max().to(torch.float64).item<double>();
        if (!(largest <= Largest))
            throw new OneSentenceException($"Found points with numbers of up to {largest} in size, expected finite ones of at most {Largest}.");
    }
}
