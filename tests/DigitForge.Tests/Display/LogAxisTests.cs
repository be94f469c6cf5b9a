using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class LogAxisTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Equal_factors_are_equally_far_apart()
    {
        var picture = Still(Chart.Points("p", new ChartSeries("dots", [0.01, 1, 100], [1, 10, 100])) with { LogX = true, LogY = true });

        var dots = picture.Descendants(Svg + "circle").Select(dot => (dot.Attribute("cx")!.Value, dot.Attribute("cy")!.Value));
        Assert.Equal([("58.0", "276.0"), ("303.0", "163.0"), ("548.0", "50.0")], dots);
        Assert.Contains("dots\n0.01\n1", picture.Descendants(Svg + "title").Select(title => title.Value));
    }

    [Theory]
    [InlineData(0.01, 100, new[] { 0.01, 0.1, 1, 10, 100 })]
    [InlineData(0.0057, 15, new[] { 0.01, 0.1, 1, 10 })]
    [InlineData(0.47, 480, new double[] { 1, 10, 100 })]
    [InlineData(24, 290, new double[] { 20, 50, 100, 200, 500 })]
    [InlineData(3, 4, new double[] { 2, 5 })]
    [InlineData(5, 5, new double[] { 5, 10 })]
    [InlineData(1e-9, 1e9, new[] { 1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9 })]
    public void Ticks_are_powers_of_ten_or_where_there_are_few_two_and_five_times_them(double least, double largest, double[] ticks) =>
        Assert.Equal(ticks, ChartAxis.Logarithmic([largest, least]).Ticks().Select(tick => double.Parse(tick.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_value_lies_within_whatever_the_range()
    {
        foreach (double least in new[] { double.Epsilon, 1e-300, 0.0002, 0.5, 1, 1.0000001, 19.99, 2e7, 1e300, double.MaxValue })
        {
            foreach (double factor in new[] { 1, 1.0001, 2, 7, 1e4, 1e200 })
            {
                double largest = Math.Min(double.MaxValue, least * factor);
                var axis = ChartAxis.Logarithmic([least, largest]);
                Assert.InRange(axis.From, double.MinValue, Math.Log10(least) + 1e-9);
                Assert.InRange(axis.To, Math.Max(axis.From + 0.1, Math.Log10(largest) - 1e-9), double.MaxValue);
                Assert.InRange(axis.Ticks().Count(), 2, 8);
            }
        }
    }

    [Fact]
    public void What_is_not_above_zero_is_left_out_and_parts_a_line()
    {
        var picture = Still(Chart.Lines("l", new ChartSeries("line", [1, 2, 3, 4, 5], [10, 100, 0, 10, double.PositiveInfinity])) with { LogY = true });
        Assert.Equal(["58.0,276.0 180.5,50.0", "425.5,276.0 425.5,276.0"], picture.Descendants(Svg + "polyline").Select(line => line.Attribute("points")!.Value));
        Assert.Equal(3, picture.Descendants(Svg + "circle").Count());
        Still(Chart.Points("none", new ChartSeries("", [-1, 0], [1, 2])) with { LogX = true, LogY = true });
    }

    [Fact]
    public void The_top_is_where_it_should_be_and_bars_and_given_ranges_stay_as_they_are()
    {
        var line = Chart.Lines("l", new ChartSeries("", [0, 1], [1, 10])) with { LogY = true, Top = 100 };
        Assert.Equal("58.0,276.0 548.0,163.0", Still(line).Descendants(Svg + "polyline").Single().Attribute("points")!.Value);

        var bars = Chart.Bars("b", [1, 10]);
        Assert.Equal(bars.ToSvg(), (bars with { LogX = true, LogY = true }).ToSvg());
        var ranged = Chart.Points("r", new ChartSeries("", [1, 2], [1, 2])) with { XRange = (0, 4), YRange = (0, 4) };
        Assert.Equal(ranged.ToSvg(), (ranged with { LogX = true, LogY = true }).ToSvg());
    }

    [Fact]
    public void Interactive_charts_have_the_same_axes()
    {
        var chart = Chart.Points("p", new ChartSeries("a", [1], [1]));
        Assert.Equal((null, null), Types(chart));
        Assert.Equal(("log", "log"), Types(chart with { LogX = true, LogY = true }));
        Assert.Equal((null, null), Types(Chart.Bars("b", [1]) with { LogX = true, LogY = true }));

        static (string?, string?) Types(Chart chart)
        {
            string html = chart.Interactive().ToHtml();
            string script = html[html.LastIndexOf("var layout = ", StringComparison.Ordinal)..];
            using var layout = JsonDocument.Parse(script["var layout = ".Length..script.IndexOf(";\n", StringComparison.Ordinal)]);
            return (TypeOf("xaxis"), TypeOf("yaxis"));

            string? TypeOf(string axis) => layout.RootElement.GetProperty(axis).TryGetProperty("type", out var type) ? type.GetString() : null;
        }
    }

    [Fact]
    public void Names_stand_beside_their_points_in_place_of_a_legend_and_over_nothing()
    {
        // Three points close together, one at the right edge and one in the upper left corner.
        var chart = Chart.Points("p", new ChartSeries("first", [5], [5]), new ChartSeries("second", [5.2], [5]), new ChartSeries("third", [5.1], [5.05]),
            new ChartSeries("at the edge", [10], [0]), new ChartSeries("corner", [0], [10])) with { NamesBeside = true };
        var picture = Still(chart);

        Assert.DoesNotContain(picture.Descendants(Svg + "rect"), rect => rect.Attribute("fill")!.Value != "none");
        var boxes = chart.Series.Select(series => Box(picture.Descendants(Svg + "text").Single(text => text.Value == series.Name))).ToList();
        var dots = picture.Descendants(Svg + "circle").Select(dot => (X: Number(dot, "cx"), Y: Number(dot, "cy"))).ToList();
        foreach (var (i, box) in boxes.Index())
        {
            Assert.True(box.Left >= 58 && box.Right <= 548 && box.Top >= 50 && box.Bottom <= 276, chart.Series[i].Name);
            Assert.DoesNotContain(boxes.Where((_, other) => other != i), other => box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom && other.Top < box.Bottom);
            Assert.DoesNotContain(dots, dot => dot.X > box.Left && dot.X < box.Right && dot.Y > box.Top && dot.Y < box.Bottom);
            Assert.InRange(Math.Min(Math.Abs(dots[i].X - box.Left), Math.Abs(dots[i].X - box.Right)), 0, 60);
        }
    }

    [Fact]
    public void Where_there_is_no_room_a_name_stands_to_the_right_of_its_point()
    {
        var names = new ChartNames(0, 0, 40, 10, [(5, 5)]);
        Assert.Equal((12, 9, "start"), names.Find(5, 5, textWidth: 1_000));
    }

    [Fact]
    public void A_name_rather_stands_over_another_point_than_outside_of_the_plot()
    {
        // Points everywhere: each position inside the plot covers some.
        var points = Enumerable.Range(0, 20).SelectMany(column => Enumerable.Range(0, 20).Select(row => (column * 5.0, row * 5.0)));
        var names = new ChartNames(0, 0, 100, 100, points);

        var (x, _, anchor) = names.Find(90, 50, textWidth: 40);

        Assert.Equal((83, "end"), (x, anchor));
    }

    private static (double Left, double Right, double Top, double Bottom) Box(XElement text)
    {
        var (x, y, width) = (Number(text, "x"), Number(text, "y"), 6.5 * text.Value.Length);
        double left = text.Attribute("text-anchor")!.Value switch { "start" => x, "end" => x - width, _ => x - (width / 2) };
        return (left, left + width, y - 10, y + 3);
    }

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static XElement Still(Chart chart) => XElement.Parse(chart.ToSvg());
}
