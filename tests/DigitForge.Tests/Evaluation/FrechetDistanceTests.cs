using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class FrechetDistanceTests
{
    [Fact]
    public void In_one_dimension_it_is_the_difference_of_means_squared_and_of_deviations_squared()
    {
        using var a = torch.tensor(new double[] { -1, 0, 1 }).view(3, 1);
        using var b = torch.tensor(new double[] { 5, 9, 13 }).view(3, 1);
        Assert.Equal((9 * 9) + (3 * 3), FrechetDistance.Between(a, b), 1e-10);
    }

    [Fact]
    public void Along_common_axes_it_is_the_closed_form_however_they_are_turned()
    {
        using var scope = torch.NewDisposeScope();
        double[] first = [1, 2, 0.5, 3];
        double[] second = [4, 2, 0, 1];
        double[] shift = [1, -2, 0, 0.5];
        var (turn, _) = torch.linalg.qr(Points.Normal(4, 4, seed: 1));
        var a = Cross(first).mm(turn);
        var b = (Cross(second) + torch.tensor(shift)).mm(turn);

        double expected = shift.Sum(x => x * x)
            + first.Zip(second, (x, y) => (Deviation(x) - Deviation(y)) * (Deviation(x) - Deviation(y))).Sum();
        // One covariance is singular, which must lose no precision.
        Assert.Equal(expected, FrechetDistance.Between(a, b), 1e-12);
        Assert.Equal(expected, FrechetDistance.Between(b, a), 1e-12);

        // A point at each end of each axis: the covariance is diagonal, 2 x^2 / (8 - 1) each.
        static torch.Tensor Cross(double[] reach)
        {
            var axes = torch.diag(torch.tensor(reach));
            return torch.cat([axes, -axes]);
        }

        static double Deviation(double reach) => Math.Sqrt(2 * reach * reach / 7);
    }

    [Fact]
    public void In_two_dimensions_it_is_the_closed_form_for_covariances_that_do_not_commute()
    {
        // For 2 x 2 matrices the trace of the square root is sqrt(trace + 2 sqrt(determinant)).
        using var scope = torch.NewDisposeScope();
        var a = Points.Normal(50, 2, seed: 1).mm(torch.tensor(new double[,] { { 2, 1 }, { 0, 0.5 } }));
        var b = Points.Normal(70, 2, seed: 2, shift: 1).mm(torch.tensor(new double[,] { { 0.3, -1 }, { 1.5, 0.2 } }));
        var (meanA, c) = Moments(Points.Rows(a));
        var (meanB, d) = Moments(Points.Rows(b));

        double traceOfProduct = (c.XX * d.XX) + (2 * c.XY * d.XY) + (c.YY * d.YY);
        double determinant = ((c.XX * c.YY) - (c.XY * c.XY)) * ((d.XX * d.YY) - (d.XY * d.XY));
        double traceOfRoot = Math.Sqrt(traceOfProduct + (2 * Math.Sqrt(determinant)));
        double means = Math.Pow(meanA.X - meanB.X, 2) + Math.Pow(meanA.Y - meanB.Y, 2);
        Assert.Equal(means + c.XX + c.YY + d.XX + d.YY - (2 * traceOfRoot), FrechetDistance.Between(a, b), 1e-9);

        static ((double X, double Y) Mean, (double XX, double XY, double YY) Covariance) Moments(double[][] rows)
        {
            double x = rows.Average(row => row[0]);
            double y = rows.Average(row => row[1]);
            double Mean(Func<double[], double> product) => rows.Sum(product) / (rows.Length - 1);
            return ((x, y), (
                Mean(row => (row[0] - x) * (row[0] - x)),
                Mean(row => (row[0] - x) * (row[1] - y)),
                Mean(row => (row[1] - y) * (row[1] - y))));
        }
    }

    [Fact]
    public void The_same_points_are_at_no_distance()
    {
        using var points = Points.Normal(100, 64, seed: 1, spread: 5);
        Assert.Equal(0, FrechetDistance.Between(points, points), 1e-8);
    }

    [Fact]
    public void One_point_repeated_is_as_far_as_its_own_distance_and_all_variance()
    {
        using var scope = torch.NewDisposeScope();
        var points = Points.Normal(100, 3, seed: 1);
        var centred = points - points.mean([0]);
        var repeated = torch.tensor(new double[] { 3, 0, 4 }).expand(20, 3);
        double variance = Points.Rows(centred).Sum(row => row.Sum(x => x * x)) / 99;
        Assert.Equal(25 + variance, FrechetDistance.Between(centred, repeated), 1e-9);
    }

    [Fact]
    public void A_single_picture_is_refused()
    {
        using var points = Points.Normal(10, 3, seed: 1);
        using var one = Points.Normal(1, 3, seed: 1);
        var refusal = Assert.Throws<OneSentenceException>(() => FrechetDistance.Between(points, one));
        Assert.Equal("Found 1 pictures, expected at least 2: one alone does not vary.", refusal.Message);
    }

    [Fact]
    public void It_leaves_no_live_tensor_behind()
    {
        using var points = Points.Normal(10, 3, seed: 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        FrechetDistance.Between(points, points);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
