using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Measures how good and how varied generated digits are, against real ones that no generator was trained on.</summary>
/// <remarks>
/// It measures the real images once, in its constructor. Dispose it when it is no longer needed; the classifier and the data stay the
/// caller's.
/// </remarks>
public sealed class Evaluator : IDisposable
{
    private readonly DigitClassifier classifier;
    private readonly ImageDataSet training;
    private readonly Gaussian realDistribution;
    private readonly Manifold realForPrecision;
    private readonly Manifold realForDensity;

    /// <summary>Measures the real images.</summary>
    /// <param name="classifier">A trained classifier, which computes the features.</param>
    /// <param name="training">The images that the generator was trained on.</param>
    /// <param name="test">Real images that it has not seen: 10,000 in MNIST.</param>
    public Evaluator(DigitClassifier classifier, ImageDataSet training, ImageDataSet test)
    {
        this.classifier = classifier;
        this.training = training;
        using var real = DigitFeatures.Extract(classifier, test);
        realDistribution = Gaussian.Fit(real.Features);
        realForPrecision = new Manifold(real.Features, PrecisionRecall.Neighbours);
        realForDensity = new Manifold(real.Features, DensityCoverage.Neighbours);
    }

    /// <summary>
    /// Measures pictures. Compare only results of as many pictures each: with fewer, the Frechet distance grows and recall falls.
    /// </summary>
    /// <param name="images">float32 [N, 784], 0 to 1; 10,000 for figures that can be compared with the project's.</param>
    /// <param name="name">What the pictures are, for tables.</param>
    /// <exception cref="OneSentenceException">
    /// The pictures are of another shape or range, some pixels are not numbers, or there are fewer than four.
    /// </exception>
    public EvaluationResult Evaluate(torch.Tensor images, string name = "generated")
    {
        var clock = Stopwatch.StartNew();
        using var pictures = DigitFeatures.Extract(classifier, images);
        using var distribution = Gaussian.Fit(pictures.Features);
        using var digits = pictures.Digits();
        return new EvaluationResult(
            name,
            pictures.Count,
            FrechetDistance.Between(realDistribution, distribution),
            PrecisionRecall.Compute(realForPrecision, pictures.Features),
            DensityCoverage.Compute(realForDensity, pictures.Features),
            DigitShares.Count(digits),
            ClassifierScore.Compute(pictures.Logits),
            NearestTraining.Find(images, training),
            clock.Elapsed);
    }

    /// <summary>Frees the measurements of the real images.</summary>
    public void Dispose()
    {
        realDistribution.Dispose();
        realForPrecision.Dispose();
        realForDensity.Dispose();
    }
}

/// <summary>All that the evaluation measures about some pictures.</summary>
/// <param name="Name">What the pictures are, for tables.</param>
/// <param name="Count">How many there are.</param>
/// <param name="DigitFrechetDistance">
/// The Frechet distance of digit features from the test images' (<see cref="FrechetDistance"/>); 0 is best. Not an Inception FID.
/// </param>
/// <param name="PrecisionRecall">The fraction that looks real, and the fraction of the real pictures that can be drawn; 1 is best.</param>
/// <param name="DensityCoverage">The same question asked more robustly; 1 is best, though density can be more.</param>
/// <param name="DigitShares">Which digits the pictures show.</param>
/// <param name="ClassifierScore">1 to 10: how clear each digit is and how evenly the digits occur. Not an Inception score.</param>
/// <param name="NearestTraining">How near each picture is to a training image.</param>
/// <param name="Elapsed">How long measuring took.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record EvaluationResult(
    string Name,
    int Count,
    double DigitFrechetDistance,
    PrecisionRecall PrecisionRecall,
    DensityCoverage DensityCoverage,
    DigitShares DigitShares,
    double ClassifierScore,
    NearestTraining NearestTraining,
    TimeSpan Elapsed) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Facts(
        FormattableString.Invariant($"{Name}: {Count:N0} pictures"),
        new("Frechet distance of digit features (0 is best; not an Inception FID)", $"{DigitFrechetDistance:F2}"),
        new("precision (what looks real)", $"{PrecisionRecall.Precision:P1}"),
        new("recall (what of the real can be drawn)", $"{PrecisionRecall.Recall:P1}"),
        new("density (1 is as good as real)", $"{DensityCoverage.Density:F3}"),
        new("coverage", $"{DensityCoverage.Coverage:P1}"),
        new("classifier score (1 to 10)", $"{ClassifierScore:F3}"),
        new("digits' divergence from uniform (nats; 0 is best)", $"{DigitShares.DivergenceFromUniform:F4}"),
        new("nearest training image, median", $"{NearestTraining.Median:F2}"),
        new("nearest training image, smallest", $"{NearestTraining.Smallest:F2}"))
        + FormattableString.Invariant($"<p>Digits: {DigitShares}. Measured in {Elapsed.TotalSeconds:F1} s.</p>");

    /// <summary>One figure a line.</summary>
    public override string ToString() => FormattableString.Invariant($"""
        {Name}: {Count:N0} pictures
        Frechet distance of digit features  {DigitFrechetDistance,8:F2}   (0 is best; not an Inception FID)
        precision                           {PrecisionRecall.Precision,8:P1}   (what looks real)
        recall                              {PrecisionRecall.Recall,8:P1}   (what of the real can be drawn)
        density                             {DensityCoverage.Density,8:F3}   (1 is as good as real)
        coverage                            {DensityCoverage.Coverage,8:P1}
        classifier score                    {ClassifierScore,8:F3}   (1 to 10)
        digits' divergence from uniform     {DigitShares.DivergenceFromUniform,8:F4}   (nats; 0 is best)
        nearest training image, median      {NearestTraining.Median,8:F2}   (smallest {NearestTraining.Smallest:F2})
        digits: {DigitShares}
        measured in {Elapsed.TotalSeconds:F1} s
        """);
}

/// <summary>Refuses what is not pictures, before it becomes a figure that looks like a result.</summary>
internal static class PictureCheck
{
    /// <summary>Checks that these are pictures: float32 [N, 784], 0 to 1.</summary>
    /// <exception cref="OneSentenceException">They are not.</exception>
    public static void Require(torch.Tensor images)
    {
        if (images.dtype != torch.float32 || images.dim() != 2 || images.shape[0] == 0 || images.shape[1] != DigitImage.PixelCount)
            throw new OneSentenceException($"Found pictures as {images.dtype} of shape [{ShapeText.Join(images.shape)}], expected Float32 of shape [N, {DigitImage.PixelCount}].");

        using var scope = torch.NewDisposeScope();
        // The smallest or largest of numbers with a NaN among them is NaN.
        float smallest = images.min().item<float>();
        float largest = images.max().item<float>();
        if (!(smallest >= 0 && largest <= 1))
            throw new OneSentenceException(FormattableString.Invariant($"Found pixels from {smallest} to {largest}, expected 0 to 1."));
    }

    /// <summary>Checks that a data set has pictures of 28 x 28 pixels.</summary>
    /// <exception cref="OneSentenceException">It has none, or others.</exception>
    public static void Require(ImageDataSet data)
    {
        if (data.Count == 0 || data.PixelCount != DigitImage.PixelCount)
            throw new OneSentenceException($"{data.Name}: found {data.Count} pictures of {data.PixelCount} pixels, expected at least one, each of {DigitImage.PixelCount} pixels.");
    }
}
