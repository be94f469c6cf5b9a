using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// The distance from each picture to the nearest image that the generator was trained on. A distance of 0 is a copy. Distances far below
/// those of unseen real pictures mean memorization.
/// </summary>
/// <param name="Distances">Each picture's Euclidean distance in pixel space to its nearest training image; 0 to 28.</param>
/// <param name="Indices">The index of that training image.</param>
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
    /// <param name="training">The training images; the caller owns them.</param>
    /// <exception cref="OneSentenceException">The pictures or the training images have another shape or range, or contain NaN.</exception>
    public static NearestTraining Find(torch.Tensor images, ImageDataSet training)
    {
        PictureCheck.Require(images);
        PictureCheck.Require(training);
        using var scope = torch.NewDisposeScope();
        var nearest = Nearest(images, training);
        // The search is in float32, where the distance to a copy may be some 0.01. The distances to the images found are computed in float64.
        var distances = torch.empty(images.shape[0], dtype: torch.float64);
        foreach (var (start, length) in Blocks.Split(images.shape[0], PictureBlock))
        {
            using var block = torch.NewDisposeScope();
            var twins = training.Batch(nearest.narrow(0, start, length)).to(torch.float64);
            distances.narrow(0, start, length).copy_((images.narrow(0, start, length) - twins).square().sum([1]).sqrt());
        }

        return new NearestTraining(distances.data<double>().ToArray(), [.. nearest.data<long>().ToArray().Select(index => (int)index)]);
    }

    // int64 [N]. |a - b|^2 = |a|^2 + |b|^2 - 2 ab is smallest where |b|^2 / 2 - ab is, because |a|^2 is the same for all b.
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

/// <summary>Summary statistics.</summary>
internal static class Statistics
{
    /// <summary>The median: the middle number in sorted order, or the mean of the two middle ones.</summary>
    /// <param name="numbers">At least one number.</param>
    public static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
