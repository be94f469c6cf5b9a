using DigitForge.Data;
using DigitForge.Models;

namespace DigitForge.Evaluation;

/// <summary>How often a classifier is right.</summary>
public static class ClassifierAccuracy
{
    /// <summary>The part of a data set's pictures whose digit the classifier reads rightly.</summary>
    /// <param name="classifier">The classifier; it is left in inference mode.</param>
    /// <param name="data">Pictures with their labels; they stay the caller's.</param>
    /// <returns>0 to 1.</returns>
    public static double Of(DigitClassifier classifier, ImageDataSet data)
    {
        using var seen = DigitFeatures.Of(classifier, data);
        using var digits = seen.Digits();
        using var right = digits.eq(data.Labels);
        using var count = right.sum();
        return (double)count.item<long>() / data.Count;
    }
}
