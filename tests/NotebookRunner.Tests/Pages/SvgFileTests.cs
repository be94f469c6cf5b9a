using System.Text;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using NotebookRunner.Pages;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class SvgFileTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void It_is_XML_of_its_own_that_knows_no_page_colour()
    {
        string text = FileOf("""
            <svg viewBox="0 0 10 10" onx:y="1"><text fill="currentColor" style="stroke:CURRENTCOLOR">a &lt; b &nbsp; Ω</text><script>x()</script>
            <use xlink:href="#p"></use><a"b></a"b><x:y></x:y><circle r=1></svg>
            """);

        var root = XDocument.Parse(text).Root!;
        Assert.Equal(Svg + "svg", root.Name);
        Assert.Equal("0 0 10 10", (string?)root.Attribute("viewBox"));
        var label = root.Element(Svg + "text")!;
        Assert.Equal(("#7a7a7a", "stroke:#7a7a7a"), ((string?)label.Attribute("fill"), (string?)label.Attribute("style")));
        Assert.Equal("a < b \u00a0 Ω", label.Value);
        Assert.Equal("#p", (string?)root.Element(Svg + "use")!.Attribute(XNamespace.Get("http://www.w3.org/1999/xlink") + "href"));
        Assert.Null(root.Element(Svg + "script"));
        Assert.Equal(["text", "use", "circle"], root.Elements().Select(element => element.Name.LocalName));
        Assert.StartsWith("<svg ", text, StringComparison.Ordinal);
        Assert.EndsWith("</svg>\n", text, StringComparison.Ordinal);
    }

    // HTML has small letters only, and gives SVG's names their capitals back.
    [Fact]
    public void What_moves_in_a_page_moves_in_its_file_too()
    {
        var root = XDocument.Parse(FileOf("""
            <svg viewBox="0 0 9 9"><g display="none"><animate attributeName="display" calcMode="discrete" values="none;inline" keyTimes="0;0.5" dur="2s" repeatCount="indefinite"/>
            <svg x="1" viewBox="1 0 5 5"><path d="M1 1h0"/></svg></g></svg>
            """)).Root!;
        var frame = root.Element(Svg + "g")!;
        Assert.Equal(
            [("attributeName", "display"), ("calcMode", "discrete"), ("values", "none;inline"), ("keyTimes", "0;0.5"), ("dur", "2s"), ("repeatCount", "indefinite")],
            frame.Element(Svg + "animate")!.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Select(attribute => (attribute.Name.LocalName, attribute.Value)));
        Assert.Equal("1 0 5 5", (string?)frame.Element(Svg + "svg")!.Attribute("viewBox"));
        Assert.Single(frame.Element(Svg + "svg")!.Elements(Svg + "path"));
    }

    [Theory]
    [InlineData("width=\"120\" viewBox=\"0 0 9 9\"", "120")]
    [InlineData("width=\"12.6px\"", "13")]
    [InlineData("width=\"100%\" viewBox=\"0,0,90,9\"", "90")]
    [InlineData("", null)]
    public void Its_width_is_its_own_or_its_view_boxs(string attributes, string? width) => Assert.Equal(width, WithSvg($"<svg {attributes}></svg>", SvgFile.Width));

    [Theory]
    [InlineData("<svg aria-label=\"label\"><title>title</title></svg>", "label")]
    [InlineData("<svg><title>title</title></svg>", "title")]
    [InlineData("<svg></svg>", "drawing")]
    public void Its_description_is_its_label_or_title(string html, string description) => Assert.Equal(description, WithSvg(html, SvgFile.Description));

    private static string FileOf(string html) => Encoding.UTF8.GetString(WithSvg(html, SvgFile.Bytes));

    private static T WithSvg<T>(string html, Func<AngleSharp.Dom.IElement, T> use)
    {
        using var document = new HtmlParser().ParseDocument(html);
        return use(document.QuerySelector("svg")!);
    }
}
