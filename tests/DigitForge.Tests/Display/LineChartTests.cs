using System.Xml.Linq;
using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class LineChartTests
{
    private static readonly XNamespace Svg = "";

    [Fact]
    public void Values_become_points_from_left_to_right_and_from_bottom_to_top()
    {
        var chart = XDocument.Parse(new LineChart("a < b", [new ChartLine("line", "red", [0, 1, 2, 4])], Top: 2).ToHtml());

        var line = Assert.Single(chart.Descendants(Svg + "polyline"));
        Assert.Equal("0.0,138.0 120.0,78.0 240.0,18.0 360.0,18.0", line.Attribute("points")!.Value);
        Assert.Equal(["a < b", "2", "line 4"], chart.Descendants(Svg + "text").Select(text => text.Value));
    }

    [Fact]
    public void A_chart_without_values_or_with_one_is_well_formed()
    {
        XDocument.Parse(new LineChart("none", [new ChartLine("line", "red", [])], 1).ToHtml());
        var one = XDocument.Parse(new LineChart("one", [new ChartLine("line", "red", [1])], 1, "P0").ToHtml());
        Assert.Equal("0.0,18.0", one.Descendants("polyline").Single().Attribute("points")!.Value);
        Assert.Contains("line 100 %", one.Root!.Value, StringComparison.Ordinal);
    }
}
