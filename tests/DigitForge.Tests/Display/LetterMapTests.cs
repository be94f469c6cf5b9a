using System.Globalization;
using System.Xml.Linq;
using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class LetterMapTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Each_letter_stands_on_the_colour_of_its_number()
    {
        var map = LetterMap.Create("Costs", "ab c", [0, 1, double.NaN, 4]) with { Unit = "bits" };

        Assert.Equal([0, 0.25, 0, 1], Squares(map).Select(square => Number(square, "fill-opacity")));
        Assert.Equal(["a: 0 bits", "b: 1 bits", "\u00b7", "c: 4 bits"], Squares(map).Select(square => square.Value));
        Assert.Equal("Costs: 4 letters, the mean is 1.667 bits", map.ToString());
        Assert.Equal([0, 0.1, 0, 0.4], Squares(map with { Top = 10 }).Select(square => Number(square, "fill-opacity")));
    }

    [Fact]
    public void A_line_begins_where_the_text_says_so_or_the_picture_ends()
    {
        var two = Squares(LetterMap.Create("", "a\nb", [1, 1, 1]));
        Assert.Equal([0.0, 8, 0], two.Select(square => Number(square, "x")));
        Assert.Equal([0.0, 0, 22], two.Select(square => Number(square, "y") - Number(two[0], "y")));

        var wide = Squares(LetterMap.Create("", new string('字', 36), [.. Enumerable.Repeat(1.0, 36)]));
        Assert.Equal(16, Number(wide[0], "width"));
        Assert.All(wide, square => Assert.InRange(Number(square, "x") + Number(square, "width"), 16, 560));
        Assert.Equal([35, 1], wide.CountBy(square => Number(square, "y")).Select(line => line.Value));
    }

    [Fact]
    public void All_of_it_lies_inside_the_picture()
    {
        var map = LetterMap.Create("", "a\nb\nc\n", [1, 2, 3, 4, 5, 6]);
        double height = double.Parse(Root(map).Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture);
        Assert.All(Squares(map), square => Assert.InRange(Number(square, "y") + Number(square, "height"), 0, height));
    }

    [Fact]
    public void As_many_numbers_as_letters_are_expected()
    {
        var other = Assert.Throws<ArgumentException>(() => LetterMap.Create("", "a\U00020000", [1, 2, 3]));
        Assert.StartsWith("Found 2 letters and 3 values, expected a value for each letter", other.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LetterMap.Create("", "", []));
    }

    private static XElement Root(LetterMap map) => XElement.Parse(map.ToSvg());

    // The squares of the letters follow the five of the scale.
    private static List<XElement> Squares(LetterMap map) => [.. Root(map).Elements(Svg + "rect").Skip(5)];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
