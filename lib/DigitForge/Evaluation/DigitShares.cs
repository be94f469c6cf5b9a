using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>The share of each digit among some pictures, and how far the shares are from uniform.</summary>
/// <param name="Shares">The fraction of the pictures that show each digit: ten numbers from 0 to 1, indexed by the digit.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DigitShares(IReadOnlyList<double> Shares)
{
    /// <summary>
    /// The Kullback-Leibler divergence of the shares from the uniform distribution, in nats (Kullback and Leibler 1951, "On information and
    /// sufficiency"): sum of p ln(10 p). It is 0 for equal shares, ln(10/9) = 0.105 for nine equally frequent digits and one missing, and
    /// ln 10 = 2.303 for a single digit.
    /// </summary>
    public double DivergenceFromUniform => Shares.Where(share => share > 0).Sum(share => share * Math.Log(share * Shares.Count));

    /// <summary>Counts the digits.</summary>
    /// <param name="digits">int64 [N], 0 to 9, at least one.</param>
    /// <exception cref="OneSentenceException">The digits have another type or shape, or are out of range.</exception>
    public static DigitShares Count(torch.Tensor digits)
    {
        DigitCheck.Require(digits, "digits");
        using var counts = digits.bincount(null, minlength: DigitClassifier.DigitCount);
        return new DigitShares([.. counts.data<long>().ToArray().Select(count => (double)count / digits.shape[0])]);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        Language.Join(", ", Shares.Select((share, digit) => Language.Text($"{digit}: {share:P1}")));
}

/// <summary>Rejects invalid digits before torch throws an exception.</summary>
internal static class DigitCheck
{
    /// <summary>Requires valid digits: int64 [N], 0 to 9.</summary>
    /// <param name="digits">The digits to check.</param>
    /// <param name="what">What they stand for, in the plural.</param>
    /// <param name="count">The required number of digits; null for any number above 0.</param>
    /// <exception cref="OneSentenceException">The digits are not valid.</exception>
    public static void Require(torch.Tensor digits, [English] string what, long? count = null)
    {
        if (digits.dtype != torch.int64 || digits.dim() != 1 || digits.shape[0] == 0 || (count is not null && digits.shape[0] != count))
            throw new OneSentenceException(count is { } expected
                ? Language.Text($"Found {Language.Text(what)} of the type {digits.dtype} and the shape [{ShapeText.Join(digits.shape)}], expected Int64 [{expected}]: one for each picture.")
                : Language.Text($"Found {Language.Text(what)} of the type {digits.dtype} and the shape [{ShapeText.Join(digits.shape)}], expected Int64 [N]."));
        using var scope = torch.NewDisposeScope();
        long smallest = digits.min().item<long>(), largest = digits.max().item<long>();
        if (smallest < 0 || largest >= DigitClassifier.DigitCount)
            throw new OneSentenceException($"Found {Language.Text(what)} from {smallest} to {largest}, expected 0 to {DigitClassifier.DigitCount - 1}.");
    }
}

/// <summary>
/// A score for how clearly each picture shows some digit, and how evenly the digits occur: exp of the mean Kullback-Leibler divergence of the
/// classifier's probabilities p(y|x) for each picture from their mean p(y).
/// </summary>
/// <remarks>
/// Salimans et al. 2016, "Improved techniques for training GANs", arXiv:1606.03498, section 4. They use an Inception network and call
/// the figure Inception score. Here a digit classifier is used, so the two figures must not be compared.
/// </remarks>
internal static class ClassifierScore
{
    /// <summary>Computes the score from a classifier's logits.</summary>
    /// <param name="logits">float64 [N, classes].</param>
    /// <returns>
    /// From 1 (the same probabilities for each picture) to the number of classes (each picture clear, all classes equally frequent).
    /// </returns>
    public static double Compute(torch.Tensor logits)
    {
        using var scope = torch.NewDisposeScope();
        var logProbabilities = logits.log_softmax(1);
        var probabilities = logProbabilities.exp();
        // The logarithm of the mean, computed so that a class with probability 0 does not give minus infinity.
        var logMean = logProbabilities.logsumexp(0, keepdim: true) - Math.Log(logits.shape[0]);
        return Math.Exp((probabilities * (logProbabilities - logMean)).sum([1]).mean().item<double>());
    }
}
