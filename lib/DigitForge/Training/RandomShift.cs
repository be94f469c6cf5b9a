using TorchSharp;

namespace DigitForge.Training;

/// <summary>Moves each picture of a batch by a few pixels, so that a network learns the digit and not its place.</summary>
internal static class RandomShift
{
    /// <summary>Moves every picture by its own number of pixels, right or left and up or down; what moves in is background.</summary>
    /// <param name="images">float32 [B, height, width].</param>
    /// <param name="largest">How many pixels at most, in each direction.</param>
    /// <param name="random">Draws the shifts.</param>
    /// <returns>float32 [B, height, width]; the caller owns it.</returns>
    public static torch.Tensor Of(torch.Tensor images, int largest, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var (count, height, width) = (images.shape[0], images.shape[1], images.shape[2]);
        var framed = torch.nn.functional.pad(images, [largest, largest, largest, largest]);
        var rows = Window(height).view(count, height, 1);
        var columns = Window(width).view(count, 1, width);
        var pictures = torch.arange(count).view(count, 1, 1);
        return framed.index(pictures, rows, columns).MoveToOuterDisposeScope();

        // One row per picture: where its window into the framed picture begins and ends.
        torch.Tensor Window(long size) =>
            torch.randint(0, (2 * largest) + 1, [count, 1], dtype: torch.int64, generator: random) + torch.arange(size);
    }
}
