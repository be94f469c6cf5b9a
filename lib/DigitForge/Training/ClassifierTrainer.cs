using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>Trains a classifier of digits on labelled pictures, with cross-entropy and Adam.</summary>
/// <remarks>With the same seed, machine and thread count, the weights are the same bit for bit.</remarks>
public static class ClassifierTrainer
{
    private const int MaxShift = 2;

    /// <summary>Trains a classifier and leaves it in inference mode.</summary>
    /// <param name="classifier">The classifier; its weights are changed in place.</param>
    /// <param name="data">Pictures of 28 x 28 pixels with labels 0 to 9; the caller owns them.</param>
    /// <param name="random">Draws the order of the pictures and the shift of each, up to 2 pixels in each direction.</param>
    /// <param name="epochs">The number of passes over the data.</param>
    /// <param name="progress">Receives a report after every epoch, on this thread.</param>
    /// <exception cref="OneSentenceException">The number of epochs is below 1.</exception>
    /// <exception cref="OneSentenceException">
    /// The pictures do not have the size that the classifier expects, or there are too many classes.
    /// </exception>
    /// <exception cref="OneSentenceException">The loss is no longer a finite number.</exception>
    public static void Train(
        DigitClassifier classifier, ImageDataSet data, torch.Generator random, int epochs = 6, IProgress<ClassifierProgress>? progress = null) =>
        OneCycle.Run(classifier, data, random, epochs, progress, indices =>
        {
            var images = RandomShift.Apply(data.Batch(indices).view(-1, DigitImage.Side, DigitImage.Side), MaxShift, random);
            return cross_entropy(classifier.call(images), data.Labels.index_select(0, indices));
        });
}

/// <summary>Shifts each picture of a batch by a few pixels, so that a network learns the digit and not its position.</summary>
internal static class RandomShift
{
    /// <summary>
    /// Shifts every picture by its own random number of pixels, horizontally and vertically, and fills the gap with background.
    /// </summary>
    /// <param name="images">float32 [B, height, width].</param>
    /// <param name="largest">The largest shift in each direction, in pixels.</param>
    /// <param name="random">Draws the shifts.</param>
    /// <returns>float32 [B, height, width]; the caller owns it.</returns>
    public static torch.Tensor Apply(torch.Tensor images, int largest, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var (count, height, width) = (images.shape[0], images.shape[1], images.shape[2]);
        var padded = torch.nn.functional.pad(images, [largest, largest, largest, largest]);
        var rows = Window(height).view(count, height, 1);
        var columns = Window(width).view(count, 1, width);
        var pictures = torch.arange(count).view(count, 1, 1);
        return padded.index(pictures, rows, columns).MoveToOuterDisposeScope();

        // One row per picture: the indices of its window in the padded picture.
        torch.Tensor Window(long size) =>
            torch.randint(0, (2 * largest) + 1, [count, 1], dtype: torch.int64, generator: random) + torch.arange(size);
    }
}
