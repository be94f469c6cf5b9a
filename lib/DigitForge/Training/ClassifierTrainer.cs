using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>Teaches a classifier to read digits: labelled pictures, cross-entropy, Adam.</summary>
/// <remarks>Same seed, same machine, same thread count: same weights, bit for bit.</remarks>
public static class ClassifierTrainer
{
    private const int BatchSize = 128;
    private const int MaxShift = 2;

    // The step size rises to its peak and falls to zero: "one cycle" (Smith 2018, arXiv:1803.09820) gets a network far in few epochs.
    private const double PeakLearningRate = 3e-3;
    private const double RisingPart = 0.2;

    /// <summary>Trains a classifier and leaves it in inference mode.</summary>
    /// <param name="classifier">The classifier; its weights are changed in place.</param>
    /// <param name="data">Pictures of 28 x 28 pixels with labels 0 to 9; they stay the caller's.</param>
    /// <param name="random">Draws the order of the pictures and how far each is shifted, up to 2 pixels each way.</param>
    /// <param name="epochs">How many passes over the data.</param>
    /// <param name="progress">Is told of every epoch, on this thread.</param>
    /// <exception cref="OneSentenceException">The number of epochs is below 1.</exception>
    /// <exception cref="OneSentenceException">The pictures or labels are not of the kind that the classifier reads.</exception>
    /// <exception cref="OneSentenceException">The loss is no longer a finite number.</exception>
    public static void Train(
        DigitClassifier classifier, ImageDataSet data, torch.Generator random, int epochs = 6, IProgress<ClassifierProgress>? progress = null)
    {
        if (epochs < 1)
            throw new OneSentenceException($"The number of epochs is {epochs}; expected at least 1.");
        if (data.PixelCount != Models.Generator.PixelCount || data.ClassNames.Count > DigitClassifier.DigitCount)
            throw new OneSentenceException($"{data.Name}: found images of {data.PixelCount} pixels in {data.ClassNames.Count} classes, expected {Models.Generator.PixelCount} pixels and {DigitClassifier.DigitCount} classes at most.");

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
                double part = ((epoch * batches) + batch + 1.0) / (epochs * batches);
                weights.LearningRate = PeakLearningRate * Math.Min(part / RisingPart, (1 - part) / (1 - RisingPart));
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
        return float.IsFinite(value) ? value : throw new OneSentenceException($"The training exploded: found a loss of {value}, expected a finite number; make a new classifier, and look at the pictures and labels that it learns from.");
    }
}

/// <summary>How far the training of a classifier is; reported after every epoch, which is one pass over the data.</summary>
/// <param name="Epoch">How many epochs are done.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Loss">Cross-entropy in nats, mean over the epoch, each batch measured before it was learned from.</param>
/// <param name="Elapsed">The time since training began.</param>
public sealed record ClassifierProgress(int Epoch, int Epochs, double Loss, TimeSpan Elapsed)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"epoch {Epoch} of {Epochs}: loss {Loss:F4}, {Elapsed.TotalSeconds:F0} s");
}

/// <summary>Moves each picture of a batch by a few pixels, so that a network learns the digit and not its place.</summary>
internal static class RandomShift
{
    /// <summary>Moves every picture by its own number of pixels, right or left and up or down; what moves in is background.</summary>
    /// <param name="images">float32 [B, height, width].</param>
    /// <param name="largest">How many pixels at most, in each direction.</param>
    /// <param name="random">Draws the shifts.</param>
    /// <returns>float32 [B, height, width]; the caller owns it.</returns>
    public static torch.Tensor Apply(torch.Tensor images, int largest, torch.Generator random)
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
