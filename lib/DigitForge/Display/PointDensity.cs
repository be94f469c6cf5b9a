using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Display;

/// <summary>Thousands of points in the plane, seen from above: too many for dots, so that a picture shows how densely they lie.</summary>
public static class PointDensity
{
    // 1.6 times the density of a standard normal distribution in its middle, so that one can see where points lie more densely than that.
    private const double WhiteDensity = 0.25;

    /// <summary>A square picture in which a pixel is the brighter, the more points fall on it. Its brightness is a root: thin places can be seen as well.</summary>
    /// <param name="points">float32 [N, 2]: to the right, and up.</param>
    /// <param name="reach">How far the picture reaches from 0, in each direction; points outside are left out.</param>
    /// <param name="side">How many pixels it is wide, and high.</param>
    /// <returns>float32 [1, side, side], 0 or more, and 1 for white; the caller owns it.</returns>
    /// <exception cref="ArgumentException">There are no points in the plane.</exception>
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
