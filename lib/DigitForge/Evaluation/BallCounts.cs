using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Which points lie in which balls of a manifold, counted from both sides.</summary>
/// <remarks>Owns its tensors: dispose it when they are no longer needed.</remarks>
public sealed class BallCounts : IDisposable
{
    internal BallCounts(torch.Tensor ballsPerPoint, torch.Tensor pointsPerBall)
    {
        BallsPerPoint = ballsPerPoint.DetachFromDisposeScope();
        PointsPerBall = pointsPerBall.DetachFromDisposeScope();
    }

    /// <summary>In how many balls each point lies: int64 [points]. Owned by this object.</summary>
    public torch.Tensor BallsPerPoint { get; }

    /// <summary>How many points lie in each ball: int64 [balls]. Owned by this object.</summary>
    public torch.Tensor PointsPerBall { get; }

    /// <summary>The part of the points that lie in at least one ball, 0 to 1.</summary>
    public double PartOfPointsInside => PartAboveZero(BallsPerPoint);

    /// <summary>The part of the balls that hold at least one point, 0 to 1.</summary>
    public double PartOfBallsFilled => PartAboveZero(PointsPerBall);

    /// <summary>How many balls a point lies in, on average.</summary>
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

    private static double PartAboveZero(torch.Tensor counts)
    {
        using var nonZero = counts.count_nonzero();
        return (double)nonZero.item<long>() / counts.numel();
    }
}
