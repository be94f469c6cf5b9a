using DigitForge.Evaluation;
using DigitForge.Runtime;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class QualityBarTests
{
    private static readonly QualityBar Bar = new() { MaxDistance = 6.5 };
    private static readonly DigitShares Even = new([.. Enumerable.Repeat(0.1, 10)]);

    [Fact]
    public void Pictures_pass_on_the_very_limits()
    {
        var shares = new DigitShares([0.05, 0.18, 0.07, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
        Assert.True(Passes(6.5, shares, 0.7));
        Assert.Equal("Passed: the distance is 6.50, each digit has 5.0 % to 18.0 % of the pictures, and a fresh critic is right about 70.0 %.", Bar.Judge(Result(6.5, shares, 0.7)).Sentence);
    }

    [Fact]
    public void One_limit_alone_is_enough_to_fail()
    {
        Assert.False(Passes(6.6, Even, 0.5));
        Assert.False(Passes(1, Even, 0.71));
        Assert.False(Passes(1, new DigitShares([0.04, 0.16, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]), 0.5));
        Assert.False(Passes(1, new DigitShares([0.19, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09, 0.09]), 0.5));
    }

    [Fact]
    public void The_verdict_names_all_that_is_missing() => Assert.Equal(
        "Not yet: the distance is 12.37, at most 6.5 is asked; digit 0 has 4.0 % of the pictures, 5 % to 18 % is asked; a fresh critic is right about 84.4 %, at most 70 % is asked.",
        Bar.Judge(Result(12.37, new DigitShares([0.04, 0.16, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]), 0.844)).Sentence);

    [Fact]
    public void A_figure_that_is_not_a_number_does_not_pass()
    {
        Assert.False(Passes(double.NaN, Even, 0.5));
        Assert.False(Passes(1, Even, double.NaN));
        Assert.False(Passes(1, new DigitShares([.. Enumerable.Repeat(double.NaN, 10)]), 0.5));
    }

    [Fact]
    public void A_limit_out_of_its_range_is_refused()
    {
        Refused(Bar with { MaxDistance = 0 }, "MaxDistance is 0; expected a number above 0.");
        Refused(Bar with { SmallestShare = 0.2 }, "SmallestShare is 0.2; expected 0 to 0.1.");
        Refused(Bar with { LargestShare = 0.05 }, "LargestShare is 0.05; expected 0.1 to 1.");
        Refused(Bar with { MaxCriticAccuracy = 70 }, "MaxCriticAccuracy is 70; expected 0.5 to 1.");
    }

    private static bool Passes(double distance, DigitShares shares, double critic) => Bar.Judge(Result(distance, shares, critic)).Passes;

    private static EvaluationResult Result(double distance, DigitShares shares, double critic) => new(
        "x", 10_000, distance, new(1, 1), new(1, 1), new CriticScore(critic, critic, 10_000), shares, 10, new([1], [0]), TimeSpan.Zero);

    private static void Refused(QualityBar bar, string message) =>
        Assert.Equal(message, Assert.Throws<OneSentenceException>(() => bar.Judge(Result(1, Even, 0.5))).Message);
}
