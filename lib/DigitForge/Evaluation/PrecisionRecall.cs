using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Fidelity and diversity as two figures: does everything generated look real, and can everything real be generated?</summary>
/// <remarks>
/// Kynkaanniemi et al. 2019, "Improved precision and recall metric for assessing generative models", arXiv:1904.06991, formula 2,
/// with the paper's k = 3.
/// </remarks>
/// <param name="Precision">The fraction of the generated pictures that lie in the real ones' manifold, 0 to 1.</param>
/// <param name="Recall">The fraction of the real pictures that lie in the generated ones' manifold, 0 to 1.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>The paper's k: a ball reaches to its third nearest neighbour.</summary>
    public const int Neighbours = 3;

    /// <summary>Computes both from features.</summary>
    /// <param name="real">float64 [N, D]: the real pictures' features.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">These are not features of as many dimensions, or there are fewer than four pictures of a kind.</exception>
    public static PrecisionRecall Compute(torch.Tensor real, torch.Tensor generated)
    {
        using var realManifold = new Manifold(real, Neighbours);
        return Compute(realManifold, generated);
    }

    /// <summary>Computes both from the real pictures' manifold, which can be kept, and the generated ones' features.</summary>
    /// <param name="real">The real pictures' manifold, with the paper's k.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">These are not features of as many dimensions, or there are fewer than four generated pictures.</exception>
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

/// <summary>Fidelity and diversity measured so that one outlier among the real pictures cannot flatter the generated ones.</summary>
/// <remarks>
/// Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", arXiv:2002.09797, formulas 3 and 4, with the
/// paper's k = 5. Only the real pictures have balls here: those of generated ones would be as unreliable as the pictures.
/// </remarks>
/// <param name="Density">
/// In how many of the real pictures' balls a generated picture lies on average, divided by k. 1 for as good as real; it can be more,
/// where the generated pictures crowd where real ones are dense.
/// </param>
/// <param name="Coverage">The fraction of the real pictures with a generated one in their ball, 0 to 1.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DensityCoverage(double Density, double Coverage)
{
    /// <summary>The paper's k: a ball reaches to its fifth nearest neighbour.</summary>
    public const int Neighbours = 5;

    /// <summary>Computes both from features.</summary>
    /// <param name="real">float64 [N, D]: the real pictures' features.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">These are not features of as many dimensions, there are fewer than six real pictures, or no generated one.</exception>
    public static DensityCoverage Compute(torch.Tensor real, torch.Tensor generated)
    {
        using var realManifold = new Manifold(real, Neighbours);
        return Compute(realManifold, generated);
    }

    /// <summary>Computes both from the real pictures' manifold, which can be kept, and the generated ones' features.</summary>
    /// <param name="real">The real pictures' manifold, with the paper's k.</param>
    /// <param name="generated">float64 [M, D]: the generated pictures' features.</param>
    /// <exception cref="OneSentenceException">These are not features of as many dimensions, or there is no generated picture.</exception>
    public static DensityCoverage Compute(Manifold real, torch.Tensor generated)
    {
        using var generatedInReal = real.CountInside(generated);
        return new DensityCoverage(generatedInReal.MeanBallsPerPoint / real.Neighbours, generatedInReal.PartOfBallsFilled);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"density {Density:F2}, coverage {Coverage:P1}");
}
