using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Dom;

namespace NotebookRunner.Pages;

/// <summary>Writes a drawing of a page to a file of its own.</summary>
/// <remarks>In its own file a drawing does not have the page's text colour, and it must be XML, not only HTML.</remarks>
internal static partial class SvgFile
{
    // Contrast 4.3 : 1 on white and 4.4 : 1 on #0d1117, a code host's dark background (WCAG 2.2, "contrast ratio").
    private const string ReadableGrey = "#7a7a7a";
    private const string SvgNamespace = "http://www.w3.org/2000/svg";

    /// <summary>The file's bytes.</summary>
    public static byte[] Bytes(IElement svg)
    {
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineChars = "\n", OmitXmlDeclaration = true };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, settings))
            Element(svg).Save(writer);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>The drawing's description.</summary>
    public static string Description(IElement svg) =>
        svg.GetAttribute("aria-label") ?? svg.Children.FirstOrDefault(child => child.LocalName == "title")?.TextContent ?? "drawing";

    /// <summary>The drawing's width in pixels; null if it has none.</summary>
    public static string? Width(IElement svg)
    {
        string? viewBox = svg.GetAttribute("viewBox")?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2);
        string? text = Pixels.Match(svg.GetAttribute("width") ?? "") is { Success: true } pixels ? pixels.Groups[1].Value : viewBox;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double width)
            ? width.ToString("F0", CultureInfo.InvariantCulture)
            : null;
    }

    private static XElement Element(IElement element)
    {
        XNamespace space = element.NamespaceUri ?? SvgNamespace;
        var attributes = element.Attributes
            .Where(attribute => !attribute.Name.StartsWith("xmlns", StringComparison.Ordinal))
            .Where(attribute => XmlReader.IsName(attribute.LocalName) && !attribute.LocalName.Contains(':', StringComparison.Ordinal))
            .Select(attribute => new XAttribute(Name(attribute), WithoutPageColour(attribute.Value)));
        return new XElement(space + element.LocalName, attributes, element.ChildNodes.Select(Node));
    }

    private static object? Node(INode node) => node switch
    {
        IElement { LocalName: "script" } => null,
        IElement element => XmlReader.IsName(element.LocalName) && !element.LocalName.Contains(':', StringComparison.Ordinal) ? Element(element) : null,
        IText text => new XText(WithoutPageColour(Legal(text.Data))),
        _ => null,
    };

    private static XName Name(IAttr attribute) => XName.Get(attribute.LocalName, attribute.NamespaceUri ?? "");

    private static string WithoutPageColour(string text) =>
        Legal(text).Replace("currentColor", ReadableGrey, StringComparison.OrdinalIgnoreCase);

    private static string Legal(string text) => string.Concat(text.Where((letter, i) => XmlConvert.IsXmlChar(letter)
        || (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], letter))
        || (i > 0 && XmlConvert.IsXmlSurrogatePair(letter, text[i - 1]))));

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?)(?:px)?\s*$")]
    private static partial Regex Pixels { get; }
}
