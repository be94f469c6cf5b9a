using DigitForge.Models;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Refuses what is not pictures, before it becomes a figure that looks like a result.</summary>
internal static class PictureCheck
{
    /// <summary>Checks that these are pictures: float32 [N, 784], 0 to 1.</summary>
    /// <exception cref="EvaluationException">They are not.</exception>
    public static void Require(torch.Tensor images)
    {
        if (images.dtype != torch.float32 || images.dim() != 2 || images.shape[0] == 0 || images.shape[1] != Generator.PixelCount)
            throw new EvaluationException($"Found pictures as {images.dtype} of shape [{string.Join(", ", images.shape)}], expected Float32 of shape [N, {Generator.PixelCount}].");

        using var scope = torch.NewDisposeScope();
        // The smallest or largest of numbers with a NaN among them is NaN.
        float smallest = images.min().item<float>();
        float largest = images.max().item<float>();
        if (!(smallest >= 0 && largest <= 1))
            throw new EvaluationException(FormattableString.Invariant($"Found pixels from {smallest} to {largest}, expected 0 to 1."));
    }
}
