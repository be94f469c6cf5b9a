using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Display;

/// <summary>Shows the density of thousands of points in the plane, which are too many for dots.</summary>
public static class PointDensity
{
    // White is 1.6 times the peak density of a standard normal distribution, so that higher densities than its peak can be seen.
    private const double WhiteDensity = 0.25;

    /// <summary>
    /// Draws a square picture: the more points fall on a pixel, the brighter it is. Brightness is the square root of the density, so that
    /// sparse regions are visible, too.
    /// </summary>
    /// <param name="points">float32 [N, 2]: x to the right, y up.</param>
    /// <param name="reach">The picture spans from minus this value to this value in both directions. Points outside are left out.</param>
    /// <param name="side">The width and height of the picture in pixels.</param>
    /// <returns>float32 [1, side, side], 0 or more, with 1 for white; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The tensor does not hold points in the plane.</exception>
    public static torch.Tensor Picture(torch.Tensor points, double reach, int side = 96)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reach);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (points.shape is not [> 0, 2])
            throw new ArgumentException(Language.Text($"Found a tensor of shape [{ShapeText.Join(points.shape)}], expected points in the plane, [N, 2]."), nameof(points));

        using var scope = torch.NewDisposeScope();
        var inside = points.abs().amax([1]).lt(reach).nonzero().flatten();
        var cells = ((points.index_select(0, inside) + reach) / (2 * reach) * side).to(torch.int64).clamp(0, side - 1);
        var places = cells[.., 0] + (side * (side - 1 - cells[.., 1]));
        double share = Math.Pow(2 * reach / side, 2) * points.shape[0] * WhiteDensity;
        var counts = places.bincount(null, minlength: side * side).to(torch.float32);
        return (counts / share).sqrt().view(1, side, side).MoveToOuterDisposeScope();
    }
}
