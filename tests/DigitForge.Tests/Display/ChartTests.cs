using System.Xml.Linq;
using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_line_goes_from_left_to_right_and_from_bottom_to_top()
    {
        var picture = Still(Chart.Lines("a < b", ("line", [0, 1, 2, 4])) with { XTitle = "step", YTitle = "height", Top = 2 });

        var line = Assert.Single(picture.Descendants(Svg + "polyline"));
        Assert.Equal("58.0,276.0 221.3,163.0 384.7,50.0 548.0,50.0", line.Attribute("points")!.Value);
        string[] texts = [.. picture.Descendants(Svg + "text").Select(text => text.Value)];
        Assert.All(new[] { "a < b", "line", "step", "height", "0.5", "2" }, text => Assert.Contains(text, texts));
    }

    [Fact]
    public void A_bar_stands_on_zero_and_is_as_high_as_its_value()
    {
        var picture = Still(Chart.Bars("bars", [2, 1, 0]));

        var bars = picture.Descendants(Svg + "rect").Where(rect => rect.Attribute("fill")!.Value != "none").ToList();
        Assert.Equal(["226.0", "113.0", "0.0"], bars.Select(bar => bar.Attribute("height")!.Value));
        Assert.Equal(["50.0", "163.0", "276.0"], bars.Select(bar => bar.Attribute("y")!.Value));
    }

    [Fact]
    public void Between_bars_at_whole_numbers_nothing_is_labelled()
    {
        var chart = Chart.Bars("layers", new ChartSeries("", [1, 2, 3], [5, 5, 5]));
        Assert.Equal(["1", "2", "3"], Still(chart).Descendants(Svg + "text").Where(text => text.Attribute("y")!.Value == "292.0").Select(text => text.Value));
        Assert.Contains("\"dtick\":1", Plotted(chart), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_label_at_the_right_edge_is_not_cut_off()
    {
        var label = Still(Chart.Lines("c", new ChartSeries("", [0, 10_000], [0, 1]))).Descendants(Svg + "text").Single(text => text.Value == "10,000");
        Assert.Equal(("middle", "539.0"), (label.Attribute("text-anchor")!.Value, label.Attribute("x")!.Value));
    }

    [Fact]
    public void A_histogram_counts_every_number_within_its_ends_once()
    {
        var chart = Chart.Histogram("h", from: 0, to: 1, steps: 4, ("n", [0, 0.24, 0.25, 0.5, 0.99, 1, 1.01, -0.1, double.NaN]));

        var series = Assert.Single(chart.Series);
        Assert.Equal([0.125, 0.375, 0.625, 0.875], series.X);
        Assert.Equal([2, 1, 1, 2], series.Y);
    }

    [Fact]
    public void Points_stand_where_their_values_are()
    {
        var picture = Still(Chart.Points("p", new ChartSeries("dots", [0, 10], [-1, 1])));

        var dots = picture.Descendants(Svg + "circle").ToList();
        Assert.Equal([("58.0", "276.0"), ("548.0", "50.0")], dots.Select(dot => (dot.Attribute("cx")!.Value, dot.Attribute("cy")!.Value)));
    }

    [Fact]
    public void Charts_with_no_value_with_one_and_with_what_is_not_a_number_are_well_formed()
    {
        Still(Chart.Lines("empty", ("line", [])));
        Still(Chart.Bars("one", [1]));
        var gap = Still(Chart.Lines("gap", ("line", [1, double.NaN, 3])));
        Assert.Equal(2, gap.Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ').Length);
    }

    [Fact]
    public void In_a_notebook_it_is_a_picture_that_reads_on_light_and_dark_and_needs_no_script()
    {
        var chart = Chart.Lines("losses", ("one", [1, 2.5]), ("two", [3, 4]));
        string html = chart.ToHtml();

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("plotly", html, StringComparison.OrdinalIgnoreCase);
        var figure = XElement.Parse(html);
        var picture = Assert.Single(figure.Elements());
        Assert.Equal(("img", chart.ToString()), (picture.Attribute("role")!.Value, picture.Attribute("aria-label")!.Value));
        Assert.All(picture.Descendants(Svg + "text"), text => Assert.Equal("currentColor", text.Attribute("fill")!.Value));
        // A page holds many charts: an id, and what refers to one, would mean the first of them.
        Assert.DoesNotContain(figure.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "id" or "href" || attribute.Value.Contains("url(", StringComparison.Ordinal));
        Assert.Equal(html, chart.ToHtml());
    }

    [Fact]
    public void What_is_pointed_at_says_its_values_in_every_kind_of_chart()
    {
        ChartSeries[] series = [new("<b>", [1, 2], [1500, 0.25])];
        foreach (var chart in new[] { Chart.Lines("c", series), Chart.Bars("c", series), Chart.Points("c", series) })
        {
            var titles = Still(chart with { XTitle = "step", YTitle = "height" }).Descendants(Svg + "title");
            Assert.Equal(["<b>\nstep: 1\nheight: 1,500", "<b>\nstep: 2\nheight: 0.25"], titles.Select(title => title.Value));
            Assert.All(titles, title => Assert.Contains(title.Parent!.Name.LocalName, new[] { "circle", "rect" }));
        }

        Assert.Equal("0\n7", Still(Chart.Bars("bars", [7])).Descendants(Svg + "title").Single().Value);
    }

    [Fact]
    public void Of_very_many_values_only_the_series_are_named()
    {
        var many = Enumerable.Range(0, 251).Select(i => (double)i).ToArray();
        var picture = Still(Chart.Lines("c", ("one", many), ("two", many)));
        Assert.Equal(["one", "two"], picture.Descendants(Svg + "title").Select(title => title.Value));
        Assert.Empty(picture.Descendants(Svg + "circle"));
        Assert.Empty(Still(Chart.Lines("c", ("", [.. many, .. many]))).Descendants(Svg + "title"));
    }

    [Fact]
    public void Interactive_it_is_a_picture_and_a_plotly_chart_of_the_same_values_with_all_of_plotly()
    {
        var chart = Chart.Lines("losses", ("one", [1, 2.5]));
        string html = chart.Interactive().ToHtml();

        Assert.Contains(chart.ToSvg(), html, StringComparison.Ordinal);
        Assert.Contains("""
            "type":"scatter","x":[0.0,1.0],"y":[1.0,2.5],"mode":"lines"
            """.Trim(), html, StringComparison.Ordinal);
        Assert.Contains("Plotly.newPlot('digitforge-chart-", html, StringComparison.Ordinal);
        Assert.Contains("plotly.js v2.28.0", html, StringComparison.Ordinal);
        Assert.Equal(4, html.Split("script>").Length - 1);
        Assert.DoesNotContain("<script src", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 3_000_000, 4_000_000);
        Assert.Equal(chart.ToString(), chart.Interactive().ToString());
    }

    // Whichever of them a reader clears, runs again or keeps, each works alone.
    [Fact]
    public void Two_interactive_charts_of_the_same_values_have_different_places_and_a_script_each()
    {
        var chart = Chart.Bars("bars", [1]);
        string[] both = [chart.Interactive().ToHtml(), chart.Interactive().ToHtml()];
        Assert.NotEqual(both[0], both[1]);
        Assert.All(both, html => Assert.Contains("plotly.js v", html, StringComparison.Ordinal));
    }

    [Fact]
    public void As_many_values_as_places_are_asked_for()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Chart.Lines("t", new ChartSeries("a", [0, 1], [1])));
        Assert.StartsWith("The series 'a' has 1 values at 2 places, expected as many.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(-3, 17, new double[] { 0, 5, 10, 15 })]
    [InlineData(0, 10_000, new double[] { 0, 2000, 4000, 6000, 8000, 10_000 })]
    public void Ticks_are_round(double from, double to, double[] expected) =>
        Assert.Equal(expected, new ChartAxis(from, to).Ticks().Select(tick => Math.Round(tick, 9)));

    public static TheoryData<double[]> Extremes => new()
    {
        (double[])[0.3, 0.1 + 0.2],
        (double[])[-0.1 - 0.2, -0.3],
        (double[])[1e17, 1e17],
        (double[])[-1e17, -1e17],
        (double[])[1e17, 1e17 + 16],
        (double[])[0, double.Epsilon],
        (double[])[-double.Epsilon, double.Epsilon],
        (double[])[1e-310, 2e-310],
        (double[])[-1e308, 1e308],
        (double[])[double.MinValue, double.MaxValue],
        (double[])[double.MaxValue, double.MaxValue],
        (double[])[1, 1.0000000001],
        (double[])[1e300, 2e300],
        (double[])[double.NaN, double.PositiveInfinity],
        (double[])[double.NegativeInfinity, 1, 2],
    };

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Whatever_the_values_there_are_a_handful_of_ticks(double[] values)
    {
        var axis = ChartAxis.Around(values);
        double[] ticks = [.. axis.Ticks().Take(100)];
        Assert.InRange(ticks.Length, 1, 7);
        Assert.Equal(ticks.Order().Distinct(), ticks);
        Assert.All(ticks, tick => Assert.InRange(axis.Place(tick), 0, 1));
        Assert.All(ticks, tick => Assert.InRange(ChartAxis.Label(tick).Length, 1, 17));
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Whatever_the_values_every_kind_of_chart_has_places_for_them(double[] values)
    {
        // What follows would not end on an axis without an end.
        Assert.InRange(ChartAxis.Around(values).Ticks().Take(100).Count(), 1, 7);

        double[] steps = [.. values.Index().Select(item => (double)item.Index)];
        ChartSeries[] each = [new("along", values, steps), new("up", steps, values), new("both", values, values)];
        foreach (var series in each)
        {
            IsDrawn(Chart.Lines("chart", series));
            IsDrawn(Chart.Bars("chart", series));
            IsDrawn(Chart.Points("chart", series));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(0)]
    [InlineData(-3)]
    public void An_upper_edge_that_is_none_is_ignored(double top)
    {
        var chart = Chart.Lines("chart", ("line", [1, 2]));
        Assert.Equal(chart.ToSvg(), (chart with { Top = top }).ToSvg());
        Assert.DoesNotContain("\"range\":", Plotted(chart with { Top = top }), StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_at_whole_numbers_far_apart_are_not_all_labelled() =>
        Assert.DoesNotContain("\"dtick\":", Plotted(Chart.Bars("far", new ChartSeries("", [1, 1e9], [5, 5]))), StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NegativeInfinity, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.MinValue, double.MaxValue)]
    [InlineData(1, 1)]
    public void A_histogram_needs_ends_that_are_finite_and_in_order(double from, double to) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(to), () => Chart.Histogram("h", from, to, 4));

    private static void IsDrawn(Chart chart)
    {
        var numbers = Still(chart).Descendants().Attributes()
            .Where(attribute => attribute.Name.LocalName is "x" or "y" or "x1" or "x2" or "y1" or "y2" or "cx" or "cy" or "width" or "height" or "points")
            .SelectMany(attribute => attribute.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, number => Assert.InRange(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture), -300, 900));
    }

    // What plotly.js is given, without plotly.js itself.
    private static string Plotted(Chart chart)
    {
        string html = chart.Interactive().ToHtml();
        return html[html.LastIndexOf("<script>", StringComparison.Ordinal)..];
    }

    private static XElement Still(Chart chart) => XElement.Parse(chart.ToSvg());
}
