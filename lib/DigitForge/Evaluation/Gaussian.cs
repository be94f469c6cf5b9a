using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>A normal distribution in many dimensions. Owns its tensors: dispose it when they are no longer needed.</summary>
public sealed class Gaussian : IDisposable
{
    private Gaussian(torch.Tensor mean, torch.Tensor covariance)
    {
        Mean = mean.DetachFromDisposeScope();
        Covariance = covariance.DetachFromDisposeScope();
    }

    /// <summary>The centre: float64 [D]. Owned by this object.</summary>
    public torch.Tensor Mean { get; }

    /// <summary>How the dimensions vary, alone and together: float64 [D, D], symmetric. Owned by this object.</summary>
    public torch.Tensor Covariance { get; }

    /// <summary>The normal distribution with the mean and the covariance of some points.</summary>
    /// <param name="points">float64 [N, D].</param>
    /// <exception cref="EvaluationException">There are fewer than two points.</exception>
    public static Gaussian Fit(torch.Tensor points)
    {
        if (points.shape[0] < 2)
            throw new EvaluationException($"Found {points.shape[0]} pictures, expected at least 2: one alone does not vary.");
        using var scope = torch.NewDisposeScope();
        var mean = points.mean([0]);
        var fromMean = points - mean;
        return new Gaussian(mean, fromMean.t().mm(fromMean) / (points.shape[0] - 1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Covariance.Dispose();
    }
}
