using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// The region of feature space that some pictures fill: a ball around each picture, with the distance to its k-th nearest neighbour as its radius.
/// </summary>
/// <remarks>
/// Kynkaanniemi et al. 2019, "Improved precision and recall metric for assessing generative models", arXiv:1904.06991, section
/// 2, formula 1. As there, a point on a ball's surface counts as inside. Owns its tensors: dispose it when it is no
/// longer needed.
/// </remarks>
public sealed class Manifold : IDisposable
{
    // A block of 100 rows of distances to 10,000 points is 8 MB: it stays in the processor's cache.
    private const int BlockSize = 100;

    private readonly torch.Tensor squaredRadii;

    /// <summary>Computes each ball's radius.</summary>
    /// <param name="features">float64 [N, D], one row per picture; it is copied.</param>
    /// <param name="neighbours">Which neighbour determines the radius: k, 1 for the nearest.</param>
    /// <exception cref="OneSentenceException">The features are not valid, or there are not more pictures than neighbours.</exception>
    public Manifold(torch.Tensor features, int neighbours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        FeatureCheck.Require(features, neighbours + 1L, Language.Text($", so that each has {neighbours} neighbours"));

        using var noGradient = torch.no_grad();
        Neighbours = neighbours;
        Centres = features.clone().DetachFromDisposeScope();
        squaredRadii = torch.empty(features.shape[0], dtype: torch.float64).DetachFromDisposeScope();
        using var all = new SquaredDistances(Centres, BlockSize);
        foreach (var (start, length) in Blocks.Split(Count, BlockSize))
        {
            using var scope = torch.NewDisposeScope();
            var distances = all.From(Centres.narrow(0, start, length));
            // The nearest point is the picture itself, at distance 0: hence one more.
            var nearest = distances.topk(neighbours + 1, dim: 1, largest: false, sorted: false).values;
            squaredRadii.narrow(0, start, length).copy_(nearest.amax(1));
        }
    }

    /// <summary>Which neighbour determines the radius: k.</summary>
    public int Neighbours { get; }

    /// <summary>The balls' centres: float64 [N, D]. Owned by this object.</summary>
    public torch.Tensor Centres { get; }

    /// <summary>The number of balls: N.</summary>
    public int Count => (int)Centres.shape[0];

    /// <summary>The balls' radii.</summary>
    /// <returns>float64 [N]; the caller owns it.</returns>
    public torch.Tensor Radii() => squaredRadii.sqrt();

    /// <summary>Counts the points in each ball, and the balls around each point.</summary>
    /// <param name="points">float64 [M, D].</param>
    /// <returns>The counts; the caller disposes them.</returns>
    /// <exception cref="OneSentenceException">There are no points, or they are not valid features with the same number of dimensions.</exception>
    public BallCounts CountInside(torch.Tensor points)
    {
        FeatureCheck.Require(points);
        FeatureCheck.RequireSameSize(Centres.shape[1], points.shape[1]);
        using var noGradient = torch.no_grad();
        using var outer = torch.NewDisposeScope();
        var ballsPerPoint = torch.zeros(points.shape[0], dtype: torch.int64);
        var pointsPerBall = torch.zeros(Count, dtype: torch.int64);
        using var all = new SquaredDistances(points, BlockSize);
        foreach (var (start, length) in Blocks.Split(Count, BlockSize))
        {
            using var scope = torch.NewDisposeScope();
            var distances = all.From(Centres.narrow(0, start, length));
            var isInside = distances.le(squaredRadii.narrow(0, start, length).unsqueeze(1));
            ballsPerPoint.add_(isInside.sum([0]));
            pointsPerBall.narrow(0, start, length).copy_(isInside.sum([1]));
        }

        return new BallCounts(ballsPerPoint, pointsPerBall);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Centres.Dispose();
        squaredRadii.Dispose();
    }
}

/// <summary>Which points lie in which balls of a manifold, counted both per point and per ball.</summary>
/// <remarks>Owns its tensors: dispose it when they are no longer needed.</remarks>
public sealed class BallCounts : IDisposable
{
    internal BallCounts(torch.Tensor ballsPerPoint, torch.Tensor pointsPerBall)
    {
        BallsPerPoint = ballsPerPoint.DetachFromDisposeScope();
        PointsPerBall = pointsPerBall.DetachFromDisposeScope();
    }

    /// <summary>The number of balls that each point lies in: int64 [points]. Owned by this object.</summary>
    public torch.Tensor BallsPerPoint { get; }

    /// <summary>The number of points in each ball: int64 [balls]. Owned by this object.</summary>
    public torch.Tensor PointsPerBall { get; }

    /// <summary>The fraction of the points that lie in at least one ball, 0 to 1.</summary>
    public double PartOfPointsInside => FractionAboveZero(BallsPerPoint);

    /// <summary>The fraction of the balls that contain at least one point, 0 to 1.</summary>
    public double PartOfBallsFilled => FractionAboveZero(PointsPerBall);

    /// <summary>The mean number of balls that a point lies in.</summary>
    public double MeanBallsPerPoint
    {
        get
        {
            using var sum = BallsPerPoint.sum();
            return (double)sum.item<long>() / BallsPerPoint.numel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        BallsPerPoint.Dispose();
        PointsPerBall.Dispose();
    }

    private static double FractionAboveZero(torch.Tensor counts)
    {
        using var nonZero = counts.count_nonzero();
        return (double)nonZero.item<long>() / counts.numel();
    }
}

/// <summary>Computes the distances from one block of points after another to a fixed set of points.</summary>
/// <remarks>
/// All blocks reuse the same memory. A hundred new tables of 8 MB each leave gaps in glibc's heap (2.36) that nothing fits in: now and then
/// a manifold of 10,000 points took 650 MB more.
/// </remarks>
internal sealed class SquaredDistances : IDisposable
{
    // 2^-52, the distance from 1 to the next number; double.Epsilon is something else.
    private const double MachineEpsilon = 2.220446049250313e-16;

    private readonly torch.Tensor points;
    private readonly torch.Tensor squaredLengths;
    private readonly torch.Tensor distances;
    private readonly torch.Tensor rounding;

    /// <summary>Allocates the memory.</summary>
    /// <param name="points">float64 [M, D]: the fixed set of points; the caller owns them.</param>
    /// <param name="blockSize">The largest number of points in a block.</param>
    public SquaredDistances(torch.Tensor points, long blockSize)
    {
        using var scope = torch.NewDisposeScope();
        this.points = points;
        squaredLengths = points.square().sum([1]).DetachFromDisposeScope();
        distances = torch.empty(blockSize, points.shape[0], dtype: torch.float64).DetachFromDisposeScope();
        rounding = torch.empty(blockSize, points.shape[0], dtype: torch.float64).DetachFromDisposeScope();
    }

    /// <summary>Computes all squared Euclidean distances as |a - b|^2 = |a|^2 + |b|^2 - 2 ab, which leaves the work to one matrix product.</summary>
    /// <param name="block">float64 [N, D].</param>
    /// <returns>float64 [N, M], 0 or more, valid until the next call overwrites it; the caller disposes it.</returns>
    /// <remarks>
    /// If a and b are almost equal, the difference is lost to rounding, which adds up to at most D + 4 times 2^-52 of |a|^2 + |b|^2
    /// (Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1). A distance that is not above this bound is
    /// set to 0, so that a copy has distance 0 whatever block of rows it is in.
    /// </remarks>
    public torch.Tensor From(torch.Tensor block)
    {
        using var scope = torch.NewDisposeScope();
        var result = distances.narrow(0, 0, block.shape[0]);
        var bound = rounding.narrow(0, 0, block.shape[0]);
        result.copy_(squaredLengths).add_(block.square().sum([1], keepdim: true));
        bound.copy_(result).mul_((points.shape[1] + 4) * MachineEpsilon);
        result.addmm_(block, points.t(), beta: 1, alpha: -2);
        result.masked_fill_(result.le(bound), 0);
        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        squaredLengths.Dispose();
        distances.Dispose();
        rounding.Dispose();
    }
}
