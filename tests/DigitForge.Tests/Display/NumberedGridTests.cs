using System.Xml.Linq;
using DigitForge.Display;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class NumberedGridTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Rows_have_letters_columns_numbers_and_each_stands_beside_its_pictures()
    {
        using var pictures = torch.zeros(7, 28, 28);
        var grid = NumberedGrid.Create(pictures, columns: 3, title: "a < b");
        var figure = XElement.Parse(grid.ToHtml());

        Assert.Equal("a < b", figure.Element("figcaption")!.Value);
        var texts = figure.Descendants(Svg + "text").ToList();
        Assert.Equal(["1", "2", "3", "A", "B", "C"], texts.Select(text => text.Value));
        Assert.All(texts, text => Assert.Equal("currentColor", text.Attribute("fill")!.Value));
        // Pictures of 56 pixels with gaps of 2, after a margin of 20.
        Assert.Equal(["49.3", "108.0", "166.7"], texts.Take(3).Select(text => text.Attribute("x")!.Value));
        Assert.Equal(["53.3", "112.0", "170.7"], texts.Skip(3).Select(text => text.Attribute("y")!.Value));
        var image = figure.Descendants(Svg + "image").Single();
        Assert.Equal(("176", "176"), (image.Attribute("width")!.Value, image.Attribute("height")!.Value));
        Assert.StartsWith("data:image/png;base64,", image.Attribute("href")!.Value, StringComparison.Ordinal);
        Assert.Equal("7 pictures, A1 to C1: a < b", grid.ToString());
        // A page holds many grids.
        Assert.DoesNotContain(figure.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName == "id");
    }

    [Theory]
    [InlineData(0, "A1")]
    [InlineData(11, "A12")]
    [InlineData(12, "B1")]
    [InlineData(95, "H12")]
    public void A_picture_is_named_by_its_row_and_column(int index, string name) => Assert.Equal(name, NumberedGrid.NameOf(index, columns: 12));

    [Fact]
    public void Where_the_letters_end_there_are_no_more_rows()
    {
        using var pictures = torch.zeros(27, 2, 2);
        Assert.StartsWith("Found 27 rows, expected at most 26", Assert.Throws<ArgumentException>(() => NumberedGrid.Create(pictures, columns: 1)).Message, StringComparison.Ordinal);
        Assert.EndsWith("A1 to A27", NumberedGrid.Create(pictures, columns: 40).ToString(), StringComparison.Ordinal);
    }
}
