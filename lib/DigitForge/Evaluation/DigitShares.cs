using DigitForge.Models;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Which digits some pictures show, and how far that is from each as often as the others.</summary>
/// <param name="Shares">The part of the pictures that show each digit: ten numbers from 0 to 1, the digit is the index.</param>
public sealed record DigitShares(IReadOnlyList<double> Shares)
{
    /// <summary>
    /// The Kullback-Leibler divergence of the shares from a tenth each, in nats (Kullback and Leibler 1951, "On information and
    /// sufficiency"): sum of p ln(10 p). 0 for a tenth each, ln(10/9) = 0.105 for nine digits alike and one missing, ln 10 = 2.303 for one
    /// digit only.
    /// </summary>
    public double DivergenceFromUniform => Shares.Where(share => share > 0).Sum(share => share * Math.Log(share * Shares.Count));

    /// <summary>Counts.</summary>
    /// <param name="digits">int64 [N], 0 to 9, at least one.</param>
    public static DigitShares Of(torch.Tensor digits)
    {
        using var counts = digits.bincount(null, minlength: DigitClassifier.DigitCount);
        return new DigitShares([.. counts.data<long>().ToArray().Select(count => (double)count / digits.shape[0])]);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        string.Join(", ", Shares.Select((share, digit) => FormattableString.Invariant($"{digit}: {share:P1}")));
}
