using DigitForge.Display;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class PointDensityTests
{
    [Fact]
    public void Each_point_brightens_the_pixel_below_it_and_those_outside_none()
    {
        using var scope = torch.NewDisposeScope();
        var points = torch.tensor(new[] { -0.9f, 0.9f, -0.6f, 0.6f, 0.9f, -0.9f, 3f, 0f }).view(4, 2);

        var picture = PointDensity.Picture(points, reach: 1, side: 4);

        // Two points at the upper left, one at the lower right. A pixel is half a unit wide: with four points, one point is a density of 1.
        Assert.Equal([1, 4, 4], picture.shape);
        Assert.Equal(Math.Sqrt(2 / 0.25), picture[0, 0, 0].item<float>(), 1e-5);
        Assert.Equal(Math.Sqrt(1 / 0.25), picture[0, 3, 3].item<float>(), 1e-5);
        Assert.Equal(2, picture.gt(0).sum().item<long>());
    }

    [Fact]
    public void What_are_no_points_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Contains("[3, 4]", Assert.Throws<ArgumentException>(() => PointDensity.Picture(torch.zeros(3, 4), reach: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PointDensity.Picture(torch.zeros(0, 2), reach: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointDensity.Picture(torch.zeros(3, 2), reach: 0));
    }
}
