using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

/// <summary>A chart in words, for a reader who cannot see it.</summary>
public sealed class ChartWordsTests
{
    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, "line from 3 to 2, lowest 1 at 1, highest 3 at 0")]
    [InlineData(new double[] { 1, 1.5, 2 }, "line from 1 to 2")]
    [InlineData(new double[] { 0.69314, 0.69314 }, "line 0.693 everywhere")]
    [InlineData(new double[] { 12_345, -1_000, 999.96 }, "line from 12,300 to 1,000, lowest -1,000 at 1, highest 12,300 at 0")]
    [InlineData(new double[] { 5, -0.0 }, "line from 5 to 0")]
    [InlineData(new double[] { double.NaN, 5, double.PositiveInfinity }, "line 5 at 1")]
    public void A_line_is_its_ends_and_its_extremes(double[] values, string words) =>
        Assert.Equal($"Title: {words}", Chart.Lines("Title", ("line", values)).ToString());

    [Fact]
    public void Few_bars_are_told_one_by_one_and_of_many_the_highest()
    {
        Assert.Equal("Title: 2 at 0, 5 at 1", Chart.Bars("Title", [2, 5]).ToString());
        Assert.Equal("Title: 20 bars, the highest 19 at 19", Chart.Bars("Title", Enumerable.Range(0, 20).Select(i => (double)i)).ToString());
    }

    [Fact]
    public void Points_are_their_number_and_where_they_lie()
    {
        Assert.Equal("Title: one 4 at 3; three 3 points, from 0 to 2 across and from -1 to 1 up",
            Chart.Points("Title", new ChartSeries("one", [3], [4]), new ChartSeries("three", [0, 1, 2], [1, -1, 0])).ToString());
    }

    [Fact]
    public void The_axes_are_named_and_a_series_without_values_is_not()
    {
        var chart = Chart.Lines("Losses", ("generator", []), ("discriminator", [1, 2])) with { XTitle = "iteration", YTitle = "nats" };
        Assert.Equal("Losses (across: iteration; up: nats): discriminator from 1 to 2", chart.ToString());
        Assert.Equal("Losses (up: nats): discriminator from 1 to 2", (chart with { XTitle = "" }).ToString());
        Assert.Equal("Losses (across: iteration): discriminator from 1 to 2", (chart with { YTitle = "" }).ToString());
    }
}
