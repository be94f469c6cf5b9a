using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Data;

/// <summary>
/// Damages pictures, each by its own amount. Known damage is used to test a measure of quality, and to train the network behind it.
/// </summary>
/// <remarks>
/// All methods take float32 [B, 784], 0 to 1, and return new pictures of the same shape and range, which the caller owns. Amounts are float32 [B];
/// an amount of 0 leaves a picture unchanged.
/// </remarks>
public static class Damage
{
    private const int Side = 28;

    /// <summary>Dust, also known as salt noise: switches pixels on at random.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="amounts">float32 [B]: the fraction of all pixels, 0 to 1.</param>
    /// <param name="random">Chooses the pixels.</param>
    public static torch.Tensor Dust(torch.Tensor images, torch.Tensor amounts, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        return images.masked_fill(ByChance(images, amounts, random), 1).MoveToOuterDisposeScope();
    }

    /// <summary>Holes: switches ink pixels off at random, as a failing pen leaves broken strokes.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="amounts">float32 [B]: the fraction of the ink pixels, 0 to 1.</param>
    /// <param name="random">Chooses the pixels.</param>
    public static torch.Tensor Holes(torch.Tensor images, torch.Tensor amounts, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        return images.masked_fill(ByChance(images, amounts, random), 0).MoveToOuterDisposeScope();
    }

    /// <summary>Blur: replaces each pixel by the mean of its 3 x 3 neighbourhood, as many times as the amount says.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="amounts">float32 [B]: how many times, 0 or more; 0.5 is halfway between the picture and the picture blurred once.</param>
    public static torch.Tensor Blur(torch.Tensor images, torch.Tensor amounts)
    {
        using var scope = torch.NewDisposeScope();
        var left = amounts.view(-1, 1, 1, 1);
        var blurred = images.view(-1, 1, Side, Side);
        for (double most = amounts.max().item<float>(); most > 0; most--)
        {
            blurred = blurred.lerp(avg_pool2d(blurred, 3, stride: 1, padding: 1), left.clamp(0, 1));
            left = left - 1;
        }

        return blurred.reshape(images.shape).clamp(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Faintness: reduces the brightness of the ink.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="amounts">float32 [B]: the fraction of the brightness that is lost, 0 to 1.</param>
    public static torch.Tensor Faintness(torch.Tensor images, torch.Tensor amounts)
    {
        using var scope = torch.NewDisposeScope();
        return (images * (1 - amounts.view(-1, 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Shifts and rotates pictures. What leaves the picture is lost.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="right">float32 [B]: the shift to the right in pixels; negative for left. Fractions of a pixel are interpolated.</param>
    /// <param name="down">float32 [B]: the shift down in pixels; negative for up.</param>
    /// <param name="degrees">float32 [B]: the rotation around the centre in degrees, counterclockwise.</param>
    public static torch.Tensor Move(torch.Tensor images, torch.Tensor right, torch.Tensor down, torch.Tensor degrees)
    {
        using var scope = torch.NewDisposeScope();
        // Each row says where a pixel of the new picture comes from: rotated back, then shifted back. A picture spans -1 to 1.
        var angle = degrees * (Math.PI / 180);
        var (cosine, sine) = (angle.cos(), angle.sin());
        var (x, y) = (right * (2.0 / Side), down * (2.0 / Side));
        var rows = torch.stack(
            [cosine, -sine, (sine * y) - (cosine * x), sine, cosine, -((sine * x) + (cosine * y))], 1).view(-1, 2, 3);
        var places = affine_grid(rows, [images.shape[0], 1, Side, Side], align_corners: false);
        var moved = grid_sample(images.view(-1, 1, Side, Side), places, align_corners: false);
        return moved.reshape(images.shape).clamp(0, 1).MoveToOuterDisposeScope();
    }

    private static torch.Tensor ByChance(torch.Tensor images, torch.Tensor amounts, torch.Generator random) =>
        torch.rand(images.shape, generator: random).lt(amounts.view(-1, 1));
}
