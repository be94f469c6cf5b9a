using System.Globalization;
using System.Xml.Linq;
using DigitForge.Display;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class HeatMapTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly double[,] Values = { { 1, double.NaN }, { 0.5, 0 } };

    [Fact]
    public void Each_number_is_a_square_with_as_much_ink_and_says_itself()
    {
        var map = HeatMap.Create("a < b", Values, ["r0", "r1"], ["a", "b"]) with { RowTitle = "from", ColumnTitle = "to" };
        Assert.Equal(
            [("M0 0", 1, "from: r0\nto: a\n1"), ("M0 1", 0.5, "from: r1\nto: a\n0.5"), ("M1 1", 0, "from: r1\nto: b\n0")],
            Squares(map).OrderBy(square => square.Place));
        Assert.All(new[] { "a < b", "from", "to", "r0", "r1", "a", "b" }, text => Assert.Contains(text, Texts(map)));
        Assert.Equal("a < b: 2 x 2 values, the largest 1", map.ToString());
    }

    [Fact]
    public void What_is_masked_is_hatched()
    {
        var hatch = Picture(HeatMap.Create("map", Values, ["", ""], ["", ""])).Descendants(Svg + "path").Single(path => path.Attribute("stroke-opacity") is not null);
        Assert.Equal("M1 1l1-1", hatch.Attribute("d")!.Value);
        var full = Picture(HeatMap.Create("map", new double[,] { { 1 } }, [""], [""]));
        Assert.DoesNotContain(full.Descendants(Svg + "path"), path => path.Attribute("stroke-opacity") is not null);
    }

    [Theory]
    [InlineData(null, 0.2, "4")]
    [InlineData(8.0, 0.1, "8")]
    [InlineData(1.6, 0.5, "\u2265 1.6")]
    [InlineData(0.0, 0.2, "4")]
    [InlineData(double.NaN, 0.2, "4")]
    public void The_darkest_is_the_largest_or_what_is_given(double? top, double ink, string label)
    {
        var map = HeatMap.Create("map", new[,] { { -1, 0.8, 4 } }, [""], ["x", "y", "z"]) with { Top = top };
        Assert.Equal(ink, Squares(map).Single(square => square.Place == "M1 0").Ink);
        Assert.Equal(0, Squares(map).Single(square => square.Place == "M0 0").Ink);
        Assert.Contains(label, Texts(map));
    }

    [Fact]
    public void A_texts_letters_are_names_and_those_that_would_not_be_seen_are()
    {
        Assert.Equal(["a", " ", "\n", "\u4e2d", "\U0001f600"], HeatMap.Letters("a \n\u4e2d\U0001f600"));
        var map = HeatMap.Create("map", new double[1, 5], ["two words"], HeatMap.Letters("a \n\t\u3000"));
        string[] texts = Texts(map);
        Assert.All(new[] { "a", "\u00b7", "\u21b5", "\u2192", "two words" }, text => Assert.Contains(text, texts));
        Assert.Equal(2, texts.Count(text => text == "\u00b7"));
        Assert.Equal("\u00b7", Squares(map).Single(square => square.Place == "M1 0").Title.Split('\n')[1]);
    }

    [Fact]
    public void A_line_of_sixty_letters_fits_is_small_and_is_not_pointed_at()
    {
        var values = new double[60, 60];
        for (int row = 0; row < 60; row++)
        {
            for (int column = 0; column < 60; column++)
                values[row, column] = column > row ? double.NaN : (column + 1.0) / (row + 1);
        }

        string[] letters = [.. Enumerable.Repeat("m", 60)];
        var map = HeatMap.Create("map", values, letters, letters) with { RowTitle = "from", ColumnTitle = "to" };
        Assert.InRange(map.ToSvg().Length, 20_000, 90_000);
        var picture = Picture(map);
        Assert.Empty(picture.Descendants(Svg + "title"));
        Assert.Equal(1830, picture.Descendants(Svg + "path").Where(path => path.Attribute("fill") is null).Sum(path => path.Attribute("d")!.Value.Split('z').Length - 1));

        double[] place = [.. Cells(picture).Attribute("transform")!.Value.Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsDigit(word[0])).Select(Number)];
        double[] size = [.. picture.Attribute("viewBox")!.Value.Split(' ').Select(Number)];
        Assert.InRange(place[0] + (60 * place[2]), 540, size[2]);
        Assert.InRange(place[1] + (60 * place[2]), 540, size[3]);
    }

    [Fact]
    public void Long_names_of_columns_are_turned_and_short_ones_are_not()
    {
        Assert.Contains("rotate(-90)", HeatMap.Create("map", new double[1, 1], [""], ["a long name"]).ToSvg(), StringComparison.Ordinal);
        Assert.DoesNotContain("rotate", HeatMap.Create("map", new double[1, 1], [""], ["abc"]).ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_is_drawn_as_its_numbers_and_leaves_none_behind()
    {
        using var values = torch.tensor(new float[,] { { 1, float.NaN }, { 0.5f, 0 } });
        using var turned = values.t();
        long before = torch.Tensor.TotalCount;
        Assert.Equal(HeatMap.Create("map", Values, ["a", "b"], ["c", "d"]).ToSvg(), HeatMap.Create("map", values, ["a", "b"], ["c", "d"]).ToSvg());
        Assert.Equal(["M0 0", "M1 0", "M1 1"], Squares(HeatMap.Create("map", turned, ["a", "b"], ["c", "d"])).Select(square => square.Place).Order());
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void It_reads_on_light_and_dark_and_needs_no_script()
    {
        var map = HeatMap.Create("map", Values, ["a", "b"], ["c", "d"]);
        var figure = XElement.Parse(map.ToHtml());
        Assert.Equal("digitforge-chart", figure.Attribute("class")!.Value);
        Assert.All(figure.Descendants().Attributes("fill"), fill => Assert.Contains(fill.Value, new[] { "currentColor", "none" }));
        Assert.DoesNotContain(figure.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "id" or "href" || attribute.Value.Contains("url(", StringComparison.Ordinal));
    }

    [Fact]
    public void As_many_names_as_rows_and_columns_are_asked_for()
    {
        var names = Assert.Throws<ArgumentException>(() => HeatMap.Create("map", Values, ["a"], ["b", "c"]));
        Assert.StartsWith("Found 2 x 2 values with 1 row names and 2 column names, expected a name for each row and column, and at least one value.", names.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HeatMap.Create("map", new double[0, 0], [], []));
        using var line = torch.zeros(3);
        Assert.StartsWith("Found a tensor of shape [3], expected [rows, columns].", Assert.Throws<ArgumentException>(() => HeatMap.Create("map", line, [""], [""])).Message, StringComparison.Ordinal);
    }

    private static XElement Picture(HeatMap map) => XElement.Parse(map.ToSvg());

    private static XElement Cells(XElement picture) => picture.Elements(Svg + "g").Single();

    private static string[] Texts(HeatMap map) => [.. Picture(map).Descendants(Svg + "text").Select(text => text.Value)];

    private static IEnumerable<(string Place, double Ink, string Title)> Squares(HeatMap map) =>
        from shade in Cells(Picture(map)).Elements(Svg + "g")
        from square in shade.Elements(Svg + "path")
        select (square.Attribute("d")!.Value.Split('h')[0], Number(shade.Attribute("fill-opacity")!.Value), square.Value);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
