using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Measures how good and how varied drawn digits are, against real ones that no generator has learned from.</summary>
/// <remarks>
/// What it needs to know about the real images it measures once, when it is made. Dispose it when it is no longer needed; the
/// classifier and the data stay the caller's.
/// </remarks>
public sealed class Evaluator : IDisposable
{
    private readonly DigitClassifier classifier;
    private readonly ImageDataSet training;
    private readonly Gaussian realDistribution;
    private readonly Manifold realForPrecision;
    private readonly Manifold realForDensity;

    /// <summary>Looks at the real images.</summary>
    /// <param name="classifier">A trained classifier: its features are the yardstick.</param>
    /// <param name="training">The images that the generator learned from.</param>
    /// <param name="test">Real images that it has not seen: 10,000 in MNIST.</param>
    public Evaluator(DigitClassifier classifier, ImageDataSet training, ImageDataSet test)
    {
        this.classifier = classifier;
        this.training = training;
        using var real = DigitFeatures.Of(classifier, test);
        realDistribution = Gaussian.Fit(real.Features);
        realForPrecision = new Manifold(real.Features, PrecisionRecall.Neighbours);
        realForDensity = new Manifold(real.Features, DensityCoverage.Neighbours);
    }

    /// <summary>
    /// Measures pictures. Compare only results of as many pictures each: with fewer, the Frechet distance grows and recall falls.
    /// </summary>
    /// <param name="images">float32 [N, 784], 0 to 1; 10,000 for figures that can be compared with the project's.</param>
    /// <param name="name">What the pictures are, for tables.</param>
    /// <exception cref="EvaluationException">
    /// The pictures are of another shape or range, some pixels are not numbers, or there are fewer than four.
    /// </exception>
    public EvaluationResult Evaluate(torch.Tensor images, string name = "generated")
    {
        var clock = Stopwatch.StartNew();
        using var pictures = DigitFeatures.Of(classifier, images);
        using var distribution = Gaussian.Fit(pictures.Features);
        using var digits = pictures.Digits();
        return new EvaluationResult(
            name,
            pictures.Count,
            FrechetDistance.Between(realDistribution, distribution),
            PrecisionRecall.Of(realForPrecision, pictures.Features),
            DensityCoverage.Of(realForDensity, pictures.Features),
            DigitShares.Of(digits),
            ClassifierScore.Of(pictures.Logits),
            NearestTraining.Of(images, training),
            clock.Elapsed);
    }

    /// <summary>Frees what it knows about the real images.</summary>
    public void Dispose()
    {
        realDistribution.Dispose();
        realForPrecision.Dispose();
        realForDensity.Dispose();
    }
}
