using DigitForge.Evaluation;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class ClassifierScoreTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(1)]
    public void Clear_verdicts_score_as_many_as_there_are_digits(int digits)
    {
        // A logit of 2,000 leaves the other probabilities at exactly 0, whose logarithm must do no harm.
        using var scope = torch.NewDisposeScope();
        var logits = torch.eye(10, dtype: torch.float64)[..digits].repeat(7, 1) * 2_000;
        Assert.Equal(digits, ClassifierScore.Compute(logits), 1e-9);
    }

    [Fact]
    public void Verdicts_that_are_all_unsure_score_one()
    {
        using var logits = torch.zeros(20, 10, dtype: torch.float64);
        Assert.Equal(1, ClassifierScore.Compute(logits), 1e-12);
    }

    [Fact]
    public void It_is_what_the_formula_gives_by_hand()
    {
        using var logits = Points.Normal(30, 10, seed: 1, spread: 2);
        double[][] verdicts = [.. Points.Rows(logits).Select(row =>
            row.Select(logit => Math.Exp(logit) / row.Sum(Math.Exp)).ToArray())];
        double[] mean = [.. Enumerable.Range(0, 10).Select(digit => verdicts.Average(verdict => verdict[digit]))];
        double divergence = verdicts.Average(verdict => verdict.Zip(mean, (p, q) => p * Math.Log(p / q)).Sum());
        Assert.Equal(Math.Exp(divergence), ClassifierScore.Compute(logits), 1e-10);
    }
}
