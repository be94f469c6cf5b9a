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
    public void Long_labels_move_the_values_to_the_right_so_that_the_title_of_the_axis_is_clear_of_them()
    {
        var picture = Still(Chart.Bars("c", [600_000]) with { YTitle = "pixels" });
        var label = picture.Descendants(Svg + "text").Single(text => text.Value == "600,000");
        Assert.Equal(("end", "66.0"), (label.Attribute("text-anchor")!.Value, label.Attribute("x")!.Value));
        var frame = picture.Descendants(Svg + "rect").Single(rect => rect.Attribute("fill")!.Value == "none");
        Assert.Equal(("72", "476"), (frame.Attribute("x")!.Value, frame.Attribute("width")!.Value));
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
        Still(Chart.Points("one", new ChartSeries("dot", [1], [1])) with { EqualScales = true });
    }

    [Fact]
    public void Between_lines_that_a_value_which_is_none_separates_there_is_a_gap()
    {
        var gaps = Still(Chart.Lines("gaps", ("line", [double.NaN, 0, 1, double.NaN, double.PositiveInfinity, 3, double.NaN, 2, 0])));
        // The value between two gaps is a dot.
        Assert.Equal(
            [("119.2,276.0 180.5,200.7", null), ("364.2,50.0 364.2,50.0", "round"), ("486.8,125.3 548.0,276.0", null)],
            gaps.Descendants(Svg + "polyline").Select(line => (line.Attribute("points")!.Value, line.Attribute("stroke-linecap")?.Value)));
    }

    [Fact]
    public void A_circle_reaches_as_far_as_its_radius_and_is_round_on_equal_scales()
    {
        var chart = Chart.Points("balls", ChartSeries.Circles("balls", [0, 4], [0, 0], [1, 1]), new ChartSeries("dots", [1], [0.5])) with { EqualScales = true };
        var picture = Still(chart);

        var circles = picture.Descendants(Svg + "ellipse").ToList();
        // The values are 6 wide and 2 high, and so is the plot: 490 pixels wide and a third of that high.
        Assert.Equal("0 0 560 257.3", picture.Attribute("viewBox")!.Value);
        Assert.Equal([("139.7", "131.7"), ("466.3", "131.7")], circles.Select(circle => (circle.Attribute("cx")!.Value, circle.Attribute("cy")!.Value)));
        Assert.All(circles, circle => Assert.Equal(("81.7", "81.7", "#0072b2"), (circle.Attribute("rx")!.Value, circle.Attribute("ry")!.Value, circle.Attribute("fill")!.Value)));
        Assert.Equal(3, picture.Descendants(Svg + "circle").Count());

        var flat = Still(chart with { EqualScales = false }).Descendants(Svg + "ellipse").First();
        Assert.Equal(("81.7", "113.0"), (flat.Attribute("rx")!.Value, flat.Attribute("ry")!.Value));
    }

    [Theory]
    [InlineData(1, 8, 380)]
    [InlineData(8, 1, 100)]
    [InlineData(1, 1, 380)]
    public void On_equal_scales_the_picture_is_no_higher_and_no_lower_than_is_good_to_look_at(double width, double height, double plotHeight)
    {
        var picture = Still(Chart.Points("points", new ChartSeries("", [0, width], [0, height])) with { EqualScales = true });
        var frame = picture.Descendants(Svg + "rect").Single(rect => rect.Attribute("fill")!.Value == "none");
        Assert.Equal(("490", plotHeight), (frame.Attribute("width")!.Value, Number(frame, "height")));

        double[] dotsAcross = [.. picture.Descendants(Svg + "circle").Select(dot => Number(dot, "cx"))];
        double[] dotsDown = [.. picture.Descendants(Svg + "circle").Select(dot => Number(dot, "cy"))];
        Assert.Equal((dotsAcross[1] - dotsAcross[0]) / width, (dotsDown[0] - dotsDown[1]) / height, 0.5);
        // The remaining range is split between both sides.
        Assert.Equal(303, dotsAcross.Average(), 0.1);
    }

    [Fact]
    public void The_ellipses_of_points_are_those_of_the_normal_distribution_with_their_mean_and_covariance()
    {
        double[] x = [-2, 0, 1, 5];
        double[] y = [1, 4, 3, 8];
        var ellipses = ChartSeries.Ellipses("points", x, y).Outlines()!.Runs().ToList();

        // Computed by hand: means 1 and 4, variances 26/3 and 26/3, covariance 25/3.
        var (variance, covariance) = (26 / 3.0, 25 / 3.0);
        double determinant = (variance * variance) - (covariance * covariance);
        Assert.Equal(2, ellipses.Count);
        foreach (var (deviations, ellipse) in new[] { 1, 2 }.Zip(ellipses))
        {
            Assert.Equal(ellipse[0].X, ellipse[^1].X, 1e-9);
            Assert.Equal(1 + (deviations * Math.Sqrt(variance)), ellipse.Max(place => place.X), 1e-9);
            Assert.Equal(4 + (deviations * Math.Sqrt(variance)), ellipse.Max(place => place.Y), 0.02);
            // The Mahalanobis distance from the centre is the number of standard deviations.
            Assert.All(ellipse, place =>
            {
                var (across, up) = (place.X - 1, place.Y - 4);
                Assert.Equal(deviations * deviations, ((variance * across * across) - (2 * covariance * across * up) + (variance * up * up)) / determinant, 1e-9);
            });
        }
    }

    [Fact]
    public void Points_without_width_have_ellipses_that_are_lines_and_one_point_has_none()
    {
        var line = ChartSeries.Ellipses("line", [3, 3, 3], [0, 1, 2]).Outlines()!.Runs().First();
        Assert.All(line, place => Assert.Equal(3, place.X));
        Assert.Equal(2, line.Max(place => place.Y), 1e-9);
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => ChartSeries.Ellipses("one", [1], [1])).Message, StringComparison.Ordinal);
        Assert.Equal(2, Still(Chart.Points("line", ChartSeries.Ellipses("line", [3, 3, 3], [0, 1, 2]))).Descendants(Svg + "polyline").Count());
    }

    [Fact]
    public void Interactive_circles_and_ellipses_are_lines_around_the_points_on_equal_scales()
    {
        string plotted = Plotted(Chart.Points("both", ChartSeries.Circles("balls", [0], [0], [2]), ChartSeries.Ellipses("heap", [0, 1], [1, 0])) with { EqualScales = true });
        Assert.Equal(2, plotted.Split("\"mode\":\"markers\"").Length - 1);
        Assert.Equal(2, plotted.Split("\"mode\":\"lines\"").Length - 1);
        Assert.Equal(2, plotted.Split("\"showlegend\":false").Length - 1);
        Assert.Contains("scaleanchor: 'x'", plotted, StringComparison.Ordinal);
        Assert.DoesNotContain("scaleanchor", Plotted(Chart.Bars("bars", [1])), StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_radii_as_places_are_asked_for() =>
        Assert.StartsWith("The series 'a' has 1 radii and 2 points, expected the same number.", Assert.Throws<ArgumentException>(() => ChartSeries.Circles("a", [0, 1], [0, 1], [1])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_arrow_goes_from_its_place_to_its_tip_with_a_head_and_without_a_length_it_is_a_dot()
    {
        // 100 pixels are 1 to the right or 1 up, and the axes include the tips.
        var picture = Still(Chart.Points("field", ChartSeries.Arrows("speed", [0, 4.9, 1, 2], [0, 2.26, 1, 1], [1, 0, double.NaN, 0], [0, 0, 1, -1])));

        string path = Assert.Single(picture.Descendants(Svg + "path")).Attribute("d")!.Value;
        // The head: 5 pixels back from the tip at an angle of 0.45, on both sides.
        Assert.Equal("M58 276l100 0-4.5-2.2m0 4.3l4.5-2.2M548 50l0 0M258 176l0 100 2.2-4.5m-4.3 0l2.2 4.5", path);
        Assert.Empty(picture.Descendants(Svg + "polyline"));
        Assert.Equal(["speed\n0\n0\n\u2192 1, 0", "speed\n4.9\n2.26\n\u2192 0, 0", "speed\n2\n1\n\u2192 0, -1"], picture.Descendants(Svg + "title").Select(title => title.Value));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(0.001, 5)]
    public void An_arrow_head_has_the_same_shape_whatever_the_scales(double across, double up)
    {
        var picture = Still(Chart.Lines("one", ChartSeries.Arrows("", [0], [0], [across], [up])));
        double[] steps = [.. System.Text.RegularExpressions.Regex.Matches(picture.Descendants(Svg + "path").Single().Attribute("d")!.Value, @"-?[\d.]+")
            .Select(number => double.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture))];

        // The shaft is the diagonal of the plot. Both sides of the head have the same length and the same angle to the shaft.
        Assert.Equal([490, -226], steps[2..4]);
        Assert.Equal([5, 5], new[] { Length(steps[4..6]), Length(steps[8..10]) }.Select(length => Math.Round(length, 0)));
        Assert.Equal(-Math.Cos(0.45), Cosine(steps[2..4], steps[4..6]), 0.03);
        Assert.Equal(Math.Cos(0.45), Cosine(steps[2..4], steps[8..10]), 0.03);

        static double Length(double[] step) => Math.Sqrt((step[0] * step[0]) + (step[1] * step[1]));
        static double Cosine(double[] one, double[] other) => ((one[0] * other[0]) + (one[1] * other[1])) / (Length(one) * Length(other));
    }

    [Fact]
    public void A_thousand_arrows_are_one_path_of_some_fifty_kilobytes()
    {
        double[] x = [.. Enumerable.Range(0, 1024).Select(i => (i % 32) - 15.5)];
        double[] y = [.. Enumerable.Range(0, 1024).Select(i => (i / 32) - 15.5)];
        string svg = (Chart.Points("field", ChartSeries.Arrows("speed", x, y, [.. y.Select(value => -value / 20)], [.. x.Select(value => value / 20)])) with { EqualScales = true }).ToSvg();
        Assert.InRange(svg.Length, 20_000, 55_000);
        var picture = XElement.Parse(svg);
        Assert.Single(picture.Descendants(Svg + "path"));
        Assert.Equal("speed", Assert.Single(picture.Descendants(Svg + "title")).Value);
    }

    [Fact]
    public void Interactive_arrows_are_lines_with_a_turned_head_at_their_end()
    {
        string plotted = Plotted(Chart.Lines("field", ChartSeries.Arrows("speed", [0, 1], [0, 2], [1, 0], [3, 0])) with { XRange = (0, 2), YRange = (-1, 4) });
        Assert.Contains("\"x\":[0.0,1.0,\"NaN\",1.0,1.0,\"NaN\"],\"y\":[0.0,3.0,\"NaN\",2.0,2.0,\"NaN\"],\"mode\":\"lines+markers\"", plotted, StringComparison.Ordinal);
        Assert.Contains("\"angleref\":\"previous\"", plotted, StringComparison.Ordinal);
        Assert.Contains("\"size\":[0.0,12.0,0.0,0.0,0.0,0.0]", plotted, StringComparison.Ordinal);
        Assert.Contains("\"range\":[0.0,2.0]", plotted, StringComparison.Ordinal);
        Assert.Contains("\"range\":[-1.0,4.0]", plotted, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrows_want_as_many_lengths_as_places_and_no_bars()
    {
        var lengths = Assert.Throws<ArgumentException>(() => ChartSeries.Arrows("a", [0, 1], [0, 1], [1], [1, 2]));
        Assert.StartsWith("The series 'a' has 2 y, 1 dx and 2 dy values for 2 x values, expected the same number of each.", lengths.Message, StringComparison.Ordinal);
        var bars = Assert.Throws<ArgumentException>(() => Chart.Bars("b", ChartSeries.Arrows("a", [0], [0], [1], [1])));
        Assert.StartsWith("The series 'a' has arrows, expected bars: arrows are for charts of lines or points.", bars.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_fixed_axes_what_lies_outside_is_cut_off_at_its_true_place()
    {
        var picture = Still(Chart.Lines("line", new ChartSeries("", [0, 1, 2], [0, 2, -2])) with { XRange = (0, 1), YRange = (-1, 1), Top = 7 });

        var inner = Assert.Single(picture.Elements(Svg + "svg"));
        Assert.Equal(("58", "50", "490", "226", "58 50 490 226"), (inner.Attribute("x")!.Value, inner.Attribute("y")!.Value, inner.Attribute("width")!.Value, inner.Attribute("height")!.Value, inner.Attribute("viewBox")!.Value));
        Assert.Equal("58.0,163.0 548.0,-63.0 1038.0,389.0", inner.Descendants(Svg + "polyline").Single().Attribute("points")!.Value);
        Assert.Equal(["-1", "-0.5", "0", "0.5", "1"], picture.Elements(Svg + "text").Where(text => text.Attribute("text-anchor")!.Value == "end").Select(text => text.Value));
        Assert.Empty(Still(Chart.Lines("line", ("", [0, 2]))).Elements(Svg + "svg"));
    }

    [Fact]
    public void An_arrow_above_the_upper_edge_keeps_its_direction()
    {
        string path = Still(Chart.Points("up", ChartSeries.Arrows("", [0], [0], [1], [4])) with { Top = 2 }).Descendants(Svg + "path").Single().Attribute("d")!.Value;
        Assert.StartsWith("M58 276l490-452", path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.MinValue, double.MaxValue)]
    public void Fixed_axes_need_ends_that_are_finite_and_in_order(double from, double to)
    {
        var chart = Chart.Lines("line", ("", [0, 2]));
        Assert.StartsWith(FormattableString.Invariant($"Found an axis from {from} to {to}, expected finite numbers in order."), Assert.Throws<ArgumentException>("XRange", () => chart with { XRange = (from, to) }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("YRange", () => chart with { YRange = (from, to) });
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
        // A page holds many charts. An id, and a reference to it, would mean the first chart.
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

    // Each works alone, whichever of them a reader clears, runs again or keeps.
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
        Assert.StartsWith("The series 'a' has 1 y values and 2 x values, expected the same number.", refusal.Message, StringComparison.Ordinal);
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
        // With an infinite axis, the following code would not terminate.
        Assert.InRange(ChartAxis.Around(values).Ticks().Take(100).Count(), 1, 7);

        double[] steps = [.. values.Index().Select(item => (double)item.Index)];
        ChartSeries[] each = [new("along", values, steps), new("up", steps, values), new("both", values, values)];
        foreach (var series in each)
        {
            IsDrawn(Chart.Lines("chart", series));
            IsDrawn(Chart.Bars("chart", series));
            IsDrawn(Chart.Points("chart", series));
            IsDrawn(Chart.Points("chart", series) with { EqualScales = true });
            IsDrawn(Chart.Points("chart", ChartSeries.Arrows("arrows", series.X, series.Y, series.Y, series.X)));
            Still(Chart.Points("chart", ChartSeries.Arrows("arrows", series.X, series.Y, series.Y, series.X)) with { XRange = (0, 1e-9), YRange = (-1e300, 1e300), EqualScales = true });
            IsDrawn(Chart.Points("chart", ChartSeries.Circles("circles", series.X, series.Y, series.X)) with { EqualScales = true });
            if (values.Length > 1)
                IsDrawn(Chart.Points("chart", ChartSeries.Ellipses("ellipses", series.X, series.Y)) with { EqualScales = true });
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
            .Where(attribute => attribute.Name.LocalName is "x" or "y" or "x1" or "x2" or "y1" or "y2" or "cx" or "cy" or "rx" or "ry" or "width" or "height" or "points" or "d")
            .SelectMany(attribute => System.Text.RegularExpressions.Regex.Split(attribute.Value, "[ ,Mlm]|(?=-)").Where(number => number.Length > 0))
            .ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, number => Assert.InRange(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture), -500, 900));
    }

    // The input of plotly.js, without plotly.js itself.
    private static string Plotted(Chart chart)
    {
        string html = chart.Interactive().ToHtml();
        return html[html.LastIndexOf("<script>", StringComparison.Ordinal)..];
    }

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, System.Globalization.CultureInfo.InvariantCulture);

    private static XElement Still(Chart chart) => XElement.Parse(chart.ToSvg());
}
