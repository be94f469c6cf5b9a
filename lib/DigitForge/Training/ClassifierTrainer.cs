using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>Trains a classifier of digits on labelled pictures, with cross-entropy and Adam.</summary>
/// <remarks>With the same seed, machine and thread count, the weights are the same bit for bit.</remarks>
public static class ClassifierTrainer
{
    private const int BatchSize = 128;
    private const int MaxShift = 2;

    // The learning rate rises to its peak and then falls to zero. This "one cycle" policy (Smith 2018, arXiv:1803.09820) needs few epochs.
    private const double PeakLearningRate = 3e-3;
    private const double RisingFraction = 0.2;

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
        DigitClassifier classifier, ImageDataSet data, torch.Generator random, int epochs = 6, IProgress<ClassifierProgress>? progress = null)
    {
        if (epochs < 1)
            throw new OneSentenceException($"The number of epochs is {epochs}; expected at least 1.");
        if (data.PixelCount != Models.Generator.PixelCount || data.ClassNames.Count > DigitClassifier.DigitCount)
            throw new OneSentenceException($"{data.Name}: found images of {data.PixelCount} pixels in {data.ClassNames.Count} classes, expected {Models.Generator.PixelCount} pixels and at most {DigitClassifier.DigitCount} classes.");

        var clock = Stopwatch.StartNew();
        var weights = new Adam.ParamGroup(classifier.parameters(), PeakLearningRate);
        using var adam = torch.optim.Adam([weights]);
        int batches = (data.Count + BatchSize - 1) / BatchSize;
        classifier.train();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            using var scope = torch.NewDisposeScope();
            double loss = 0;
            var order = torch.randperm(data.Count, generator: random).split(BatchSize);
            for (int batch = 0; batch < batches; batch++)
            {
                double fraction = ((epoch * batches) + batch + 1.0) / (epochs * batches);
                weights.LearningRate = PeakLearningRate * Math.Min(fraction / RisingFraction, (1 - fraction) / (1 - RisingFraction));
                loss += Step(classifier, adam, data, order[batch], random) * order[batch].shape[0];
            }

            progress?.Report(new ClassifierProgress(epoch + 1, epochs, loss / data.Count, clock.Elapsed));
        }

        classifier.eval();
    }

    private static double Step(
        DigitClassifier classifier, torch.optim.Optimizer adam, ImageDataSet data, torch.Tensor indices, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var images = RandomShift.Apply(data.Batch(indices).view(-1, DigitImage.Side, DigitImage.Side), MaxShift, random);
        var loss = torch.nn.functional.cross_entropy(classifier.call(images), data.Labels.index_select(0, indices));
        adam.zero_grad();
        loss.backward();
        adam.step();
        float value = loss.item<float>();
        return float.IsFinite(value) ? value : throw new OneSentenceException($"The training diverged: found a loss of {value}, expected a finite number; create a new classifier, and check the pictures and labels that it is trained on.");
    }
}

/// <summary>The progress of a classifier's training, reported after every epoch: one pass over the data.</summary>
/// <param name="Epoch">The number of epochs completed.</param>
/// <param name="Epochs">The total number of epochs.</param>
/// <param name="Loss">The cross-entropy in nats, the mean over the epoch. Each batch is measured before the step on it.</param>
/// <param name="Elapsed">The time since training began.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ClassifierProgress(int Epoch, int Epochs, double Loss, TimeSpan Elapsed)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"epoch {Epoch} of {Epochs}: loss {Loss:F4}, {Elapsed.TotalSeconds:F0} s");
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
