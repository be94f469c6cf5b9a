using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Measures the fidelity and diversity of generated digits, against real digits that no generator was trained on.</summary>
/// <remarks>
/// Two networks are used: an inspector, whose features show damage as well as digits, for the Frechet distance, precision, recall, density and
/// coverage; and a classifier to decide which digit a picture shows. The nearest training image is found by pixels. The real images are measured
/// once, in the constructor. Dispose it when it is no longer needed; networks and data belong to the caller.
/// </remarks>
public sealed class Evaluator : IDisposable
{
    private readonly DigitClassifier classifier;
    private readonly DigitInspector inspector;
    private readonly ImageDataSet training;
    private readonly ImageDataSet test;
    private readonly Gaussian realDistribution;
    private readonly Manifold realForPrecision;
    private readonly Manifold realForDensity;
    private readonly bool ownsNetworks;

    /// <summary>Measures the real images.</summary>
    /// <param name="classifier">A trained classifier, which classifies the digits.</param>
    /// <param name="inspector">A trained inspector, which computes the features.</param>
    /// <param name="training">The images that the generator was trained on.</param>
    /// <param name="test">Real images that the generator has not seen: 10,000 in MNIST.</param>
    public Evaluator(DigitClassifier classifier, DigitInspector inspector, ImageDataSet training, ImageDataSet test)
        : this(classifier, inspector, training, test, ownsNetworks: false)
    {
    }

    private Evaluator(DigitClassifier classifier, DigitInspector inspector, ImageDataSet training, ImageDataSet test, bool ownsNetworks)
    {
        this.ownsNetworks = ownsNetworks;
        this.classifier = classifier;
        this.inspector = inspector;
        this.training = training;
        this.test = test;
        using var real = DigitFeatures.Extract(inspector, test);
        realDistribution = Gaussian.Fit(real.Features);
        realForPrecision = new Manifold(real.Features, PrecisionRecall.Neighbours);
        realForDensity = new Manifold(real.Features, DensityCoverage.Neighbours);
    }

    /// <summary>
    /// Loads both networks from the folder that the repository ships, and measures the real images. The evaluator owns these networks.
    /// </summary>
    /// <param name="folder">The folder with the networks: <c>data/models</c>.</param>
    /// <param name="training">The images that the generator was trained on; the caller owns them.</param>
    /// <param name="test">Real images that the generator has not seen; the caller owns them.</param>
    /// <exception cref="Checkpoints.CheckpointException">A file is missing, damaged or belongs to another model.</exception>
    public static Evaluator Load(string folder, ImageDataSet training, ImageDataSet test) =>
        new(ShippedClassifier.Load(folder), ShippedInspector.Load(folder), training, test, ownsNetworks: true);

    /// <summary>
    /// Measures pictures. Compare only results for the same number of pictures. With fewer pictures, the Frechet distance grows, recall
    /// falls, and the fresh critic learns less.
    /// </summary>
    /// <param name="images">float32 [N, 784], 0 to 1; use 10,000 for figures that can be compared with the project's.</param>
    /// <param name="name">What the pictures are, for tables; "generated" by default.</param>
    /// <exception cref="OneSentenceException">
    /// The pictures have another shape or range, contain NaN, or there are fewer than four.
    /// </exception>
    public EvaluationResult Evaluate(torch.Tensor images, string? name = null)
    {
        var clock = Stopwatch.StartNew();
        using var seen = DigitFeatures.Extract(inspector, images);
        var comparison = Compare(seen);
        using var read = DigitFeatures.Extract(classifier, images);
        using var digits = read.Digits();
        return new EvaluationResult(
            name ?? Language.Text("generated"),
            seen.Count,
            comparison.FrechetDistance,
            comparison.PrecisionRecall,
            DensityCoverage.Compute(realForDensity, seen.Features),
            Criticize(images),
            DigitShares.Count(digits),
            ClassifierScore.Compute(read.Logits),
            NearestTraining.Find(images, training),
            clock.Elapsed);
    }

    /// <summary>Measures only the Frechet distance, precision and recall, which takes a fraction of the time.</summary>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <exception cref="OneSentenceException">
    /// The pictures have another shape or range, contain NaN, or there are fewer than four.
    /// </exception>
    public Comparison Compare(torch.Tensor images)
    {
        using var seen = DigitFeatures.Extract(inspector, images);
        return Compare(seen);
    }

    /// <summary>Frees the measurements of the real images.</summary>
    public void Dispose()
    {
        realDistribution.Dispose();
        realForPrecision.Dispose();
        realForDensity.Dispose();
        if (!ownsNetworks)
            return;
        classifier.Dispose();
        inspector.Dispose();
    }

    private Comparison Compare(DigitFeatures seen)
    {
        using var distribution = Gaussian.Fit(seen.Features);
        return new Comparison(FrechetDistance.Between(realDistribution, distribution), PrecisionRecall.Compute(realForPrecision, seen.Features));
    }

    private CriticScore Criticize(torch.Tensor images)
    {
        using var everyTest = torch.arange(test.Count);
        using var real = test.Batch(everyTest);
        using var critic = FreshCritic.Train(real, images);
        return critic.Score;
    }
}

/// <summary>The distance of some pictures from the real ones.</summary>
/// <param name="FrechetDistance">The Frechet distance of the inspector's features from those of the test images; 0 is best.</param>
/// <param name="PrecisionRecall">The fraction that looks real, and the fraction of the real pictures that can be generated; 1 is best.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Comparison(double FrechetDistance, PrecisionRecall PrecisionRecall)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"Frechet distance {FrechetDistance:F2}, precision {PrecisionRecall.Precision:P1}, recall {PrecisionRecall.Recall:P1}");
}

/// <summary>All measurements of some pictures.</summary>
/// <param name="Name">What the pictures are, for tables.</param>
/// <param name="Count">The number of pictures.</param>
/// <param name="FrechetDistance">
/// The Frechet distance of the inspector's features from those of the test images (<see cref="FrechetDistance"/>); 0 is best. This is not
/// an Inception FID.
/// </param>
/// <param name="PrecisionRecall">The fraction that looks real, and the fraction of the real pictures that can be generated; 1 is best.</param>
/// <param name="DensityCoverage">More robust versions of precision and recall; 1 is best, though density can exceed 1.</param>
/// <param name="Critic">How often a fresh critic tells the pictures from real ones; 0.5 is best.</param>
/// <param name="DigitShares">The share of each digit.</param>
/// <param name="ClassifierScore">1 to 10: how clear each digit is and how evenly the digits occur. This is not an Inception score.</param>
/// <param name="NearestTraining">The distance from each picture to the nearest training image.</param>
/// <param name="Elapsed">The time that the measurement took.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record EvaluationResult(
    string Name,
    int Count,
    double FrechetDistance,
    PrecisionRecall PrecisionRecall,
    DensityCoverage DensityCoverage,
    CriticScore Critic,
    DigitShares DigitShares,
    double ClassifierScore,
    NearestTraining NearestTraining,
    TimeSpan Elapsed) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Facts(
        Language.Text($"{Name}: {Count:N0} pictures"),
        new("Frechet distance (0 is best; not an Inception FID)", $"{FrechetDistance:F2}"),
        new("a fresh critic is right (50 % is best)", $"{Critic.Accuracy:P1}"),
        new("precision (what looks real)", $"{PrecisionRecall.Precision:P1}"),
        new("recall (how much of the real can be drawn)", $"{PrecisionRecall.Recall:P1}"),
        new("density (1 is as good as real)", $"{DensityCoverage.Density:F3}"),
        new("coverage", $"{DensityCoverage.Coverage:P1}"),
        new("classifier score (1 to 10)", $"{ClassifierScore:F3}"),
        new("digits' divergence from uniform (nats; 0 is best)", $"{DigitShares.DivergenceFromUniform:F4}"),
        new("nearest training image, median", $"{NearestTraining.Median:F2}"),
        new("nearest training image, smallest", $"{NearestTraining.Smallest:F2}"))
        + $"<p>{HtmlText.Escape(Language.Text($"Digits: {DigitShares}. Measured in {Elapsed.TotalSeconds:F1} s."))}</p>";

    /// <summary>One figure per line.</summary>
    public override string ToString() => string.Join('\n',
    [
        Language.Text($"{Name}: {Count:N0} pictures"),
        Line("Frechet distance", $"{FrechetDistance:F2}", "(0 is best; not an Inception FID)"),
        Line("a fresh critic is right", $"{Critic.Accuracy:P1}", "(50 % is best)"),
        Line("precision", $"{PrecisionRecall.Precision:P1}", "(what looks real)"),
        Line("recall", $"{PrecisionRecall.Recall:P1}", "(how much of the real can be drawn)"),
        Line("density", $"{DensityCoverage.Density:F3}", "(1 is as good as real)"),
        Line("coverage", $"{DensityCoverage.Coverage:P1}"),
        Line("classifier score", $"{ClassifierScore:F3}", "(1 to 10)"),
        Line("digits' divergence from uniform", $"{DigitShares.DivergenceFromUniform:F4}", "(nats; 0 is best)"),
        Line("nearest training image, median", $"{NearestTraining.Median:F2}", Language.Text($"(smallest {NearestTraining.Smallest:F2})")),
        Language.Text($"digits: {DigitShares}"),
        Language.Text($"measured in {Elapsed.TotalSeconds:F1} s"),
    ]);

    private static string Line([English] string what, Phrase figure, [English] string remark = "") =>
        $"{Language.Text(what).InColumns(36)}{TextColumns.PadLeft(Language.Text(figure), 8)}   {Language.Text(remark)}".TrimEnd();
}

/// <summary>Rejects invalid pictures before they become a figure that looks like a result.</summary>
internal static class PictureCheck
{
    /// <summary>Requires valid pictures: float32 [N, 784], 0 to 1.</summary>
    /// <exception cref="OneSentenceException">The pictures are not valid.</exception>
    public static void Require(torch.Tensor images)
    {
        if (images.dtype != torch.float32 || images.dim() != 2 || images.shape[0] == 0 || images.shape[1] != DigitImage.PixelCount)
            throw new OneSentenceException($"Found pictures as {images.dtype} of shape [{ShapeText.Join(images.shape)}], expected Float32 of shape [N, {DigitImage.PixelCount}].");

        using var scope = torch.NewDisposeScope();
        // The minimum or maximum of numbers that include NaN is NaN.
        float smallest = images.min().item<float>();
        float largest = images.max().item<float>();
        if (!(smallest >= 0 && largest <= 1))
            throw new OneSentenceException($"Found pixels from {smallest} to {largest}, expected 0 to 1.");
    }

    /// <summary>Requires a data set with pictures of 28 x 28 pixels.</summary>
    /// <exception cref="OneSentenceException">The data set is empty, or its pictures have another size.</exception>
    public static void Require(ImageDataSet data)
    {
        if (data.Count == 0 || data.PixelCount != DigitImage.PixelCount)
            throw new OneSentenceException($"{data.Name}: found {data.Count} pictures of {data.PixelCount} pixels, expected at least one, each of {DigitImage.PixelCount} pixels.");
    }
}
