using DigitForge.Teaching;
using DigitForge.Training;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class TrainingChartsTests
{
    [Theory]
    [InlineData(0.2f, 0.3f, 1)]
    [InlineData(0.1f, 12f, 12)]
    [InlineData(3f, 0.01f, 3)]
    [InlineData(0.1f, 100f, 20)]
    [InlineData(float.NaN, 2f, 1)]
    public void The_losses_chart_is_as_high_as_the_higher_loss_within_bounds(float discriminatorLoss, float generatorLoss, double top)
    {
        var curve = new HistoryCurve<IterationRecord>([1], [new IterationRecord(discriminatorLoss, 1, 1, generatorLoss)]);
        Assert.Equal(top, TrainingCharts.Losses(curve).Top!.Value, 1e-6);
    }

    [Theory]
    [InlineData(1.9f, 0.2f, 0.6)]
    [InlineData(1.9f, 1.5f, 1.9)]
    [InlineData(float.NaN, 0.5f, 0.5)]
    public void The_chart_of_a_flow_ends_at_three_times_the_smallest_error(float first, float last, double top)
    {
        var curve = new HistoryCurve<FlowRecord>([1, 2], [new FlowRecord(first), new FlowRecord(last)]);
        Assert.Equal(top, TrainingCharts.Velocity(curve).Top!.Value, 1e-6);
    }

    [Fact]
    public void Only_who_zooms_in_gets_a_point_for_every_iteration()
    {
        var history = new TrainingHistory<IterationRecord>();
        for (int i = 1; i <= 601; i++)
            history.Add(new IterationRecord(i, 1, 1, i / 100f));
        var chart = TrainingCharts.Losses(history) with { XTitle = "step" };
        string html = chart.Interactive().ToHtml();

        Assert.Equal(201, chart.Series[0].X.Count);
        Assert.Contains(chart.ToSvg(), html, StringComparison.Ordinal);
        Assert.Contains("\"y\":[1.0,2.0,3.0,", html, StringComparison.Ordinal);
        Assert.Contains("600.0,601.0],", html, StringComparison.Ordinal);
        Assert.Contains("\"title\":\"step\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_token_costs_is_drawn_in_bits_beside_what_others_need()
    {
        var history = new TrainingHistory<TokenRecord>();
        Assert.Single(TrainingCharts.Bits(history, ("gzip", 3)).Series);

        history.Add(new TokenRecord((float)(4 * Math.Log(2))));
        history.Add(new TokenRecord((float)(2 * Math.Log(2))));
        var chart = TrainingCharts.Bits(history, ("gzip", 3));
        Assert.Equal(["transformer", "gzip"], chart.Series.Select(series => series.Name));
        Assert.Equal([4, 2], chart.Series[0].Y.Select(bits => Math.Round(bits, 5)));
        Assert.Equal([1.0, 2], chart.Series[1].X);
        Assert.Equal([3.0, 3], chart.Series[1].Y);
    }
}
