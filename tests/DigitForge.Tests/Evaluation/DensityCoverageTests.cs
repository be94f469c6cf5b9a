using DigitForge.Evaluation;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class DensityCoverageTests
{
    [Fact]
    public void It_is_what_looking_at_every_pair_gives()
    {
        using var real = Points.Normal(80, 2, seed: 1);
        using var generated = Points.Normal(60, 2, seed: 2, spread: 0.7, shift: 0.8);
        var (realRows, generatedRows) = (Points.Rows(real), Points.Rows(generated));
        double[] radii = Points.Radii(realRows, 5);
        bool IsInside(int i, double[] point) => Points.Distance(realRows[i], point) <= radii[i];

        var result = DensityCoverage.Compute(real, generated);

        double density = generatedRows.Sum(point => Enumerable.Range(0, 80).Count(i => IsInside(i, point))) / (5.0 * 60);
        double coverage = Enumerable.Range(0, 80).Count(i => generatedRows.Any(point => IsInside(i, point))) / 80.0;
        Assert.Equal(density, result.Density, 1e-12);
        Assert.Equal(coverage, result.Coverage, 1e-12);
        Assert.InRange(coverage, 0.2, 0.98);
    }

    [Fact]
    public void Other_points_of_the_same_kind_have_a_density_of_one_and_the_papers_coverage()
    {
        // The paper's lemma 1: with equal numbers of points, coverage is expected to be about 1 - 2^-k, and density 1.
        using var real = Points.Normal(2_000, 2, seed: 1);
        using var generated = Points.Normal(2_000, 2, seed: 2);
        var result = DensityCoverage.Compute(real, generated);
        Assert.InRange(result.Density, 0.95, 1.05);
        Assert.InRange(result.Coverage, 0.955, 0.98);
    }

    [Fact]
    public void The_same_points_are_all_covered_and_each_lies_in_its_own_ball_besides()
    {
        using var points = Points.Normal(700, 8, seed: 1);
        var result = DensityCoverage.Compute(points, points);
        Assert.Equal(1, result.Coverage);
        Assert.Equal(6 / 5.0, result.Density, 1e-12);
    }

    [Fact]
    public void Points_far_away_have_neither()
    {
        using var real = Points.Normal(50, 4, seed: 1);
        using var generated = Points.Normal(50, 4, seed: 2, shift: 100);
        Assert.Equal(new DensityCoverage(0, 0), DensityCoverage.Compute(real, generated));
    }

    [Fact]
    public void An_outlier_among_the_real_flatters_precision_but_not_density()
    {
        // The paper's figure 2: the ball of one real outlier contains all bad pictures.
        using var real = Points.Normal(200, 2, seed: 1);
        using var outlier = torch.full(1, 2, 100.0, dtype: torch.float64);
        using var withOutlier = torch.cat([real, outlier]);
        using var bad = Points.Normal(200, 2, seed: 2, shift: 60);
        Assert.Equal(1, PrecisionRecall.Compute(withOutlier, bad).Precision);
        Assert.Equal(0.2, DensityCoverage.Compute(withOutlier, bad).Density, 1e-12);
    }
}
