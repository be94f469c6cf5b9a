using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// How near each picture is to an image that the generator was trained on. A distance of 0 is a copy; distances far below those of unseen
/// real pictures mean memorising.
/// </summary>
/// <param name="Distances">Each picture's Euclidean distance, pixel by pixel, to its nearest training image; 0 to 28.</param>
/// <param name="Indices">Which training image that is.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record NearestTraining(IReadOnlyList<double> Distances, IReadOnlyList<int> Indices)
{
    private const int TrainingBlock = 6_000;
    private const int PictureBlock = 1_000;

    /// <summary>The median of the distances.</summary>
    public double Median => Statistics.Median(Distances);

    /// <summary>The smallest of the distances.</summary>
    public double Smallest => Distances.Min();

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"nearest training image: median distance {Median:F2}, smallest {Smallest:F2}");

    /// <summary>Compares every picture with every training image.</summary>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <param name="training">The training images; they stay the caller's.</param>
    /// <exception cref="OneSentenceException">The pictures or the training images are of another shape or range, or some pixels are not numbers.</exception>
    public static NearestTraining Find(torch.Tensor images, ImageDataSet training)
    {
        PictureCheck.Require(images);
        PictureCheck.Require(training);
        using var scope = torch.NewDisposeScope();
        var nearest = Nearest(images, training);
        // The search is in float32, where a copy may be at a distance of some 0.01. The distances to what was found are computed in float64.
        var distances = torch.empty(images.shape[0], dtype: torch.float64);
        foreach (var (start, length) in Blocks.Split(images.shape[0], PictureBlock))
        {
            using var block = torch.NewDisposeScope();
            var twins = training.Batch(nearest.narrow(0, start, length)).to(torch.float64);
            distances.narrow(0, start, length).copy_((images.narrow(0, start, length) - twins).square().sum([1]).sqrt());
        }

        return new NearestTraining(distances.data<double>().ToArray(), [.. nearest.data<long>().ToArray().Select(index => (int)index)]);
    }

    // int64 [N]. |a - b|^2 = |a|^2 + |b|^2 - 2 ab is smallest where |b|^2 / 2 - ab is: the rest is the same for all b.
    private static torch.Tensor Nearest(torch.Tensor images, ImageDataSet training)
    {
        var smallest = torch.full(images.shape[0], float.PositiveInfinity);
        var nearest = torch.zeros(images.shape[0], dtype: torch.int64);
        foreach (var (trainingStart, trainingLength) in Blocks.Split(training.Count, TrainingBlock))
        {
            using var outer = torch.NewDisposeScope();
            var real = training.Batch(torch.arange(trainingStart, trainingStart + trainingLength));
            var halfLengths = real.square().sum([1]) / 2;
            foreach (var (start, length) in Blocks.Split(images.shape[0], PictureBlock))
            {
                using var inner = torch.NewDisposeScope();
                var (values, indices) = torch.addmm(halfLengths, images.narrow(0, start, length), real.t(), beta: 1, alpha: -1).min(1);
                var soFar = smallest.narrow(0, start, length);
                var isNearer = values.lt(soFar);
                var best = nearest.narrow(0, start, length);
                best.copy_(torch.where(isNearer, indices + trainingStart, best));
                soFar.copy_(torch.minimum(values, soFar));
            }
        }

        return nearest;
    }
}

/// <summary>Figures that sum up many numbers.</summary>
internal static class Statistics
{
    /// <summary>The number in the middle when all are sorted; of an even number of them, the mean of the middle two.</summary>
    /// <param name="numbers">At least one.</param>
    public static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
