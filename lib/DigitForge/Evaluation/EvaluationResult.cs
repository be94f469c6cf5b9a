namespace DigitForge.Evaluation;

/// <summary>All that the evaluation measures about some pictures.</summary>
/// <param name="Name">What the pictures are, for tables.</param>
/// <param name="Count">How many there are.</param>
/// <param name="DigitFrechetDistance">
/// The Frechet distance of digit features from the test images' (<see cref="FrechetDistance"/>); 0 is best. Not an Inception FID.
/// </param>
/// <param name="PrecisionRecall">The part that looks real, and the part of what is real that can be drawn; 1 is best.</param>
/// <param name="DensityCoverage">The same question asked more robustly; 1 is best, though density can be more.</param>
/// <param name="DigitShares">Which digits the pictures show.</param>
/// <param name="ClassifierScore">1 to 10: how clear each digit is and how evenly they come up. Not an Inception score.</param>
/// <param name="NearestTraining">How near each picture comes to a training image.</param>
/// <param name="Elapsed">How long measuring took.</param>
public sealed record EvaluationResult(
    string Name,
    int Count,
    double DigitFrechetDistance,
    PrecisionRecall PrecisionRecall,
    DensityCoverage DensityCoverage,
    DigitShares DigitShares,
    double ClassifierScore,
    NearestTraining NearestTraining,
    TimeSpan Elapsed)
{
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
