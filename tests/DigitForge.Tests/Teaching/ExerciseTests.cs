using DigitForge.Teaching;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class ExerciseTests
{
    [Fact]
    public void What_is_not_answered_yet_is_neither_right_nor_wrong()
    {
        using var truth = torch.ones(1);
        Verdict[] verdicts = [Exercise.Check(null, 3, "hint"), Exercise.Check((torch.Tensor?)null, truth, "hint"), Exercise.Check(null, "praise", "hint")];
        Assert.All(verdicts, verdict => Assert.Null(verdict.IsRight));
        Assert.All(verdicts, verdict => Assert.Contains("Not answered yet", verdict.ToHtml(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1234, 0, true, "\u2714 Right: 1,234.")]
    [InlineData(1233, 0, false, "\u2718 1,233 is not it. Count again.")]
    [InlineData(1233.5, 0.5, true, "\u2714 Right: 1,234.")]
    public void A_number_is_right_within_its_tolerance(double answer, double tolerance, bool isRight, string message)
    {
        var verdict = Exercise.Check(answer, 1234, "Count again.", tolerance);
        Assert.Equal((isRight, message), (verdict.IsRight, verdict.ToString()));
    }

    [Fact]
    public void A_tensor_is_right_when_every_number_is()
    {
        using var truth = torch.tensor(new[] { 1f, 2f });
        using var off = torch.tensor(new[] { 1f, 2.5f });
        using var longer = torch.ones(3);
        Assert.True(Exercise.Check(truth, truth, "hint").IsRight);
        Assert.Equal("The shape is right, but a number is off by 0.5. hint", Exercise.Check(off, truth, "hint").Message);
        Assert.Equal("The shape is [3], and should be [2]. hint", Exercise.Check(longer, truth, "hint").Message);
    }

    [Fact]
    public void A_tensor_without_numbers_is_right_when_none_is_expected()
    {
        using var truth = torch.ones(0, 3);
        using var answer = torch.ones(0, 3);
        Assert.True(Exercise.Check(answer, truth, "hint").IsRight);
    }

    [Fact]
    public void A_tensor_that_is_not_a_number_somewhere_is_not_right()
    {
        using var truth = torch.ones(2);
        using var broken = torch.full([2], double.NaN);
        Assert.False(Exercise.Check(broken, truth, "hint").IsRight);
    }

    [Fact]
    public void What_holds_is_praised()
    {
        Assert.Equal("\u2714 Well done.", Exercise.Check(true, "Well done.", "hint").ToString());
        Assert.Equal("\u2718 hint", Exercise.Check(false, "Well done.", "hint").ToString());
    }
}
