using DigitForge.Teaching;
using DigitForge.Training;
using SkiaSharp;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class TrainingChartsTests
{
    [Fact]
    public void The_losses_have_a_logarithmic_scale_and_a_line_for_an_even_game()
    {
        var chart = TrainingCharts.Losses(new HistoryCurve<IterationRecord>([1, 9], [new IterationRecord(0.01f, 1, 1, 5), new IterationRecord(0.1f, 1, 1, 50)]));
        Assert.True(chart.LogY);
        Assert.Equal(["discriminator", "generator", "an even game: ln 2"], chart.Series.Select(series => series.Name));
        Assert.Equal([1.0, 9], chart.Series[2].X);
        Assert.All(chart.Series[2].Y, loss => Assert.Equal(0.693, loss, 1e-3));
        Assert.Empty(TrainingCharts.Losses(new HistoryCurve<IterationRecord>([], [])).Series[2].X);
    }

    [Theory]
    [InlineData(5, 11, 5)]
    [InlineData(31, 11, 11)]
    [InlineData(1, 2, 1)]
    public void A_strip_has_a_row_for_each_noise_vector_and_a_column_for_each_moment(int count, int columns, int shown)
    {
        using var scope = torch.NewDisposeScope();
        // The picture in row r at moment m has the grey level 8 m + r.
        Sample[] samples = [.. Enumerable.Range(0, count).Select(moment => new Sample(100 * moment, ((torch.arange(3).view(3, 1) + (moment * 8)) * torch.ones(3, 784)).to(torch.uint8)))];
        var strip = TrainingCharts.Strip(samples, rows: 2, columns);

        Assert.Equal(2 * shown, strip.Count);
        Assert.Equal((2 + (shown * 58), 2 + (2 * 58)), (strip.Width, strip.Height));
        Assert.Equal(FormattableString.Invariant($"The same noise from left to right, from iteration 0 to {100 * (count - 1):N0}"), strip.Title);
        using var picture = SKBitmap.Decode(strip.ToPng());
        Assert.Equal([0, 1, (count - 1) * 8, ((count - 1) * 8) + 1], new[] { (0, 0), (0, 1), (shown - 1, 0), (shown - 1, 1) }.Select(place => (int)picture.GetPixel(10 + (58 * place.Item1), 10 + (58 * place.Item2)).Red));
        Assert.Equal(3 * shown, TrainingCharts.Strip(samples, rows: 9, columns).Count);
    }

    // A hundred points, the first of which are the accuracies of an untrained discriminator.
    [Theory]
    [InlineData(0, 0.97f, 0.9)]
    [InlineData(4, 0.97f, 0.9)]
    [InlineData(20, 0.97f, 0)]
    [InlineData(4, 0.64f, 0.6)]
    [InlineData(0, float.NaN, 0)]
    public void The_axis_of_the_accuracies_begins_where_they_are_but_for_the_first_moments(int first, float later, double from)
    {
        var curve = new HistoryCurve<IterationRecord>(
            [.. Enumerable.Range(1, 100).Select(i => (double)i)],
            [.. Enumerable.Range(0, 100).Select(i => i < first ? new IterationRecord(1, 0.02f, 0.02f, 1) : new IterationRecord(1, later, later, 1))]);
        var (lowest, highest) = TrainingCharts.Accuracies(curve).YRange!.Value;
        Assert.Equal(from, lowest, 1e-9);
        Assert.Equal(1, highest);
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
