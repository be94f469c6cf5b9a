using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class ManifoldTests
{
    [Theory]
    [InlineData(12, 1)]
    [InlineData(12, 3)]
    [InlineData(501, 5)]
    public void Radii_are_those_that_sorting_all_distances_gives(int count, int k)
    {
        using var points = Points.Normal(count, 3, seed: 1);
        using var manifold = new Manifold(points, k);
        using var radii = manifold.Radii();
        double[] expected = Points.Radii(Points.Rows(points), k);
        Assert.Equal([count], radii.shape);
        Assert.All(radii.data<double>().ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Counts_are_those_that_looking_at_every_pair_gives()
    {
        using var centres = Points.Normal(600, 3, seed: 1);
        using var points = Points.Normal(90, 3, seed: 2, shift: 0.5);
        using var manifold = new Manifold(centres, 3);
        using var counts = manifold.CountInside(points);

        double[][] balls = Points.Rows(centres);
        double[] radii = Points.Radii(balls, 3);
        double[][] rows = Points.Rows(points);
        Assert.Equal(
            rows.Select(row => (long)balls.Where((ball, i) => Points.Distance(ball, row) <= radii[i]).Count()),
            counts.BallsPerPoint.data<long>().ToArray());
        Assert.Equal(
            balls.Select((ball, i) => (long)rows.Count(row => Points.Distance(ball, row) <= radii[i])),
            counts.PointsPerBall.data<long>().ToArray());
    }

    [Fact]
    public void A_line_of_points_has_the_radii_that_one_sees()
    {
        using var line = torch.tensor(new double[] { 0, 1, 3, 7 }).view(4, 1);
        using var manifold = new Manifold(line, 2);
        using var radii = manifold.Radii();
        Assert.Equal([3, 2, 3, 6], radii.data<double>().ToArray());
    }

    [Fact]
    public void As_many_pictures_as_neighbours_are_refused()
    {
        using var points = Points.Normal(3, 2, seed: 1);
        var refusal = Assert.Throws<OneSentenceException>(() => new Manifold(points, 3));
        Assert.Equal("Found 3 pictures, expected at least 4, so that each has 3 neighbours.", refusal.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void A_copy_is_at_no_distance_wherever_it_stands(int dimensions)
    {
        using var scope = torch.NewDisposeScope();
        var points = Points.Normal(100, dimensions, seed: 1, spread: 5, shift: 20);
        var copies = points.flip(0);
        using var all = new SquaredDistances(copies, 40);
        all.From(points[50..90]);
        var distances = all.From(points[..37]);
        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(0, distances[i, 99 - i].item<double>()));
        Assert.Equal(37 * 99, distances.gt(0).sum().item<long>());
    }

    [Fact]
    public void Disposing_leaves_no_live_tensor_behind()
    {
        using var points = Points.Normal(20, 2, seed: 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var manifold = new Manifold(points, 3))
        using (manifold.CountInside(points))
        {
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
