using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Fidelity and diversity as two figures: does everything generated look real, and can everything real be generated?</summary>
/// <remarks>
/// Kynkaanniemi et al. 2019, "Improved precision and recall metric for assessing generative models", arXiv:1904.06991, formula 2,
/// with the paper's k = 3.
/// </remarks>
/// <param name="Precision">The fraction of the generated pictures that lie in the manifold of the real ones, 0 to 1.</param>
/// <param name="Recall">The fraction of the real pictures that lie in the manifold of the generated ones, 0 to 1.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>The paper's k: the third nearest neighbour determines the radius of a ball.</summary>
    public const int Neighbours = 3;

    /// <summary>Computes both from features.</summary>
    /// <param name="real">float64 [N, D]: the real pictures' features.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">
    /// The features are not valid or differ in their number of dimensions, or a set has fewer than four pictures.
    /// </exception>
    public static PrecisionRecall Compute(torch.Tensor real, torch.Tensor generated)
    {
        using var realManifold = new Manifold(real, Neighbours);
        return Compute(realManifold, generated);
    }

    /// <summary>Computes both from the manifold of the real pictures, which can be kept, and the features of the generated ones.</summary>
    /// <param name="real">The real pictures' manifold, with the paper's k.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">
    /// The features are not valid or differ in their number of dimensions, or there are fewer than four generated pictures.
    /// </exception>
    public static PrecisionRecall Compute(Manifold real, torch.Tensor generated)
    {
        using var generatedManifold = new Manifold(generated, real.Neighbours);
        using var generatedInReal = real.CountInside(generated);
        using var realInGenerated = generatedManifold.CountInside(real.Centres);
        return new PrecisionRecall(generatedInReal.PartOfPointsInside, realInGenerated.PartOfPointsInside);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"precision {Precision:P1}, recall {Recall:P1}");
}

/// <summary>Fidelity and diversity, measured so that an outlier among the real pictures does not improve the figures.</summary>
/// <remarks>
/// Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", arXiv:2002.09797, formulas 3 and 4, with the
/// paper's k = 5. Only the real pictures have balls here: balls of generated pictures would be as unreliable as the pictures.
/// </remarks>
/// <param name="Density">
/// The mean number of the real pictures' balls that a generated picture lies in, divided by k. 1 is as good as real. It exceeds 1
/// if the generated pictures crowd where real ones are dense.
/// </param>
/// <param name="Coverage">The fraction of the real pictures whose ball contains a generated picture, 0 to 1.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DensityCoverage(double Density, double Coverage)
{
    /// <summary>The paper's k: the fifth nearest neighbour determines the radius of a ball.</summary>
    public const int Neighbours = 5;

    /// <summary>Computes both from features.</summary>
    /// <param name="real">float64 [N, D]: the real pictures' features.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">
    /// The features are not valid or differ in their number of dimensions, or there are fewer than six real pictures or no generated one.
    /// </exception>
    public static DensityCoverage Compute(torch.Tensor real, torch.Tensor generated)
    {
        using var realManifold = new Manifold(real, Neighbours);
        return Compute(realManifold, generated);
    }

    /// <summary>Computes both from the manifold of the real pictures, which can be kept, and the features of the generated ones.</summary>
    /// <param name="real">The real pictures' manifold, with the paper's k.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">
    /// The features are not valid or differ in their number of dimensions, or there is no generated picture.
    /// </exception>
    public static DensityCoverage Compute(Manifold real, torch.Tensor generated)
    {
        using var generatedInReal = real.CountInside(generated);
        return new DensityCoverage(generatedInReal.MeanBallsPerPoint / real.Neighbours, generatedInReal.PartOfBallsFilled);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"density {Density:F2}, coverage {Coverage:P1}");
}
