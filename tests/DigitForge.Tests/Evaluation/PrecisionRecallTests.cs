using DigitForge.Evaluation;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class PrecisionRecallTests
{
    [Fact]
    public void It_is_what_looking_at_every_pair_gives()
    {
        using var real = Points.Normal(80, 2, seed: 1);
        using var generated = Points.Normal(60, 2, seed: 2, spread: 1.3, shift: 1);
        var (realRows, generatedRows) = (Points.Rows(real), Points.Rows(generated));

        var result = PrecisionRecall.Compute(real, generated);

        Assert.Equal(PartInside(generatedRows, realRows), result.Precision, 1e-12);
        Assert.Equal(PartInside(realRows, generatedRows), result.Recall, 1e-12);
        Assert.InRange(result.Precision, 0.2, 0.95);
        Assert.InRange(result.Recall, 0.2, 0.95);

        static double PartInside(double[][] points, double[][] centres)
        {
            double[] radii = Points.Radii(centres, 3);
            return points.Average(point => centres.Where((centre, i) => Points.Distance(centre, point) <= radii[i]).Any() ? 1.0 : 0.0);
        }
    }

    [Fact]
    public void The_same_points_have_all_of_both()
    {
        using var points = Points.Normal(700, 8, seed: 1);
        Assert.Equal(new PrecisionRecall(1, 1), PrecisionRecall.Compute(points, points));
    }

    [Fact]
    public void Points_far_away_have_neither()
    {
        using var real = Points.Normal(50, 4, seed: 1);
        using var generated = Points.Normal(50, 4, seed: 2, shift: 100);
        Assert.Equal(new PrecisionRecall(0, 0), PrecisionRecall.Compute(real, generated));
    }

    [Fact]
    public void One_real_point_repeated_is_precise_and_recalls_itself_only()
    {
        using var real = Points.Normal(50, 4, seed: 1);
        using var one = real.narrow(0, 7, 1);
        using var repeated = one.expand(30, 4).clone();
        Assert.Equal(new PrecisionRecall(1, 1 / 50.0), PrecisionRecall.Compute(real, repeated));
    }

    [Fact]
    public void Copies_of_real_points_that_occur_more_often_than_k_are_all_precise()
    {
        // Radii of 0: whether a copy lies inside must not depend on rounding.
        using var scope = torch.NewDisposeScope();
        var twelve = Points.Normal(12, 64, seed: 1, shift: 3);
        var real = twelve.repeat(10, 1);
        Assert.Equal(new PrecisionRecall(1, 7 / 12.0), PrecisionRecall.Compute(real, twelve[..7].repeat(5, 1)));
        Assert.Equal(1, PrecisionRecall.Compute(real, twelve).Precision);
        Assert.Equal(new DensityCoverage(10 / 5.0, 1), DensityCoverage.Compute(real, real.clone()));
    }

    [Fact]
    public void Half_of_the_world_is_precise_and_recalls_half()
    {
        using var left = Points.Normal(200, 2, seed: 1, shift: -50);
        using var right = Points.Normal(200, 2, seed: 2, shift: 50);
        using var real = torch.cat([left, right]);
        using var otherLeft = Points.Normal(200, 2, seed: 3, shift: -50);
        var result = PrecisionRecall.Compute(real, otherLeft);
        Assert.InRange(result.Precision, 0.9, 1);
        Assert.InRange(result.Recall, 0.45, 0.5);
    }
}
