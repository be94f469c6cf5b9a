using DigitForge.Evaluation;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class DigitSharesTests
{
    [Fact]
    public void Shares_are_parts_of_all_pictures()
    {
        var shares = SharesOf(0, 3, 3, 9);
        Assert.Equal([0.25, 0, 0, 0.5, 0, 0, 0, 0, 0, 0.25], shares.Shares);
        Assert.StartsWith("0: 25.0 %, 1: 0.0 %", shares.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tenth_each_does_not_diverge() =>
        Assert.Equal(0, SharesOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).DivergenceFromUniform, 1e-12);

    [Fact]
    public void A_missing_digit_and_a_lone_digit_diverge_by_logarithms()
    {
        Assert.Equal(Math.Log(10 / 9.0), SharesOf(0, 1, 2, 3, 4, 5, 6, 7, 8).DivergenceFromUniform, 1e-12);
        Assert.Equal(Math.Log(10), SharesOf(4, 4, 4).DivergenceFromUniform, 1e-12);
    }

    private static DigitShares SharesOf(params long[] digits)
    {
        using var tensor = torch.tensor(digits);
        return DigitShares.Count(tensor);
    }
}
