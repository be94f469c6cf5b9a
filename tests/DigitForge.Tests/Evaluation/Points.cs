using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Tests.Evaluation;

/// <summary>Points for tests, as a tensor and as plain numbers.</summary>
internal static class Points
{
    /// <summary>Normally distributed points: float64 [count, dimensions].</summary>
    public static torch.Tensor Normal(int count, int dimensions, int seed, double spread = 1, double shift = 0)
    {
        using var random = TorchRuntime.Random(seed);
        using var points = torch.randn(count, dimensions, dtype: torch.float64, generator: random);
        return points.mul_(spread).add_(shift).clone();
    }

    /// <summary>The rows as plain numbers.</summary>
    public static double[][] Rows(torch.Tensor points) =>
        [.. points.contiguous().data<double>().ToArray().Chunk((int)points.shape[1])];

    /// <summary>The Euclidean distance between two rows.</summary>
    public static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    /// <summary>Each row's distance to its k-th nearest other row, found by sorting all distances.</summary>
    public static double[] Radii(double[][] rows, int k) => [.. rows.Select((row, i) =>
        rows.Where((_, j) => j != i).Select(other => Distance(row, other)).Order().ElementAt(k - 1))];
}
