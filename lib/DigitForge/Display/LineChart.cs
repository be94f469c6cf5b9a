using System.Globalization;
using System.Net;
using System.Text;

namespace DigitForge.Display;

/// <summary>A small chart of a few lines as SVG: it needs no script, so it can be drawn anew many times a minute.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Lines">The lines: a name, a CSS colour, and values at even distances.</param>
/// <param name="Top">The value at the upper edge; the lower edge is 0.</param>
/// <param name="Format">How a value is written, as in <c>ToString</c>.</param>
public sealed record LineChart(string Title, IReadOnlyList<ChartLine> Lines, double Top, string Format = "G3") : IHtmlView
{
    private const int Width = 360;
    private const int Height = 120;

    /// <inheritdoc/>
    public string ToHtml()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg role="img" aria-label="{Escape(Title)}" viewBox="0 0 {Width} {Height + 44}" width="{Width}" style="max-width:100%;height:auto;font:11px sans-serif">""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="0" y="12" fill="currentColor">{Escape(Title)}</text>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Width}" y="12" text-anchor="end" fill="currentColor">{Value(Top)}</text>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="0" y="18" width="{Width}" height="{Height}" fill="none" stroke="#999" stroke-width="0.5"/>""");
        for (int i = 0; i < Lines.Count; i++)
            AppendLine(svg, Lines[i], i);
        return svg.Append("</svg>").ToString();
    }

    private void AppendLine(StringBuilder svg, ChartLine line, int index)
    {
        double step = line.Values.Count > 1 ? (double)Width / (line.Values.Count - 1) : 0;
        var points = line.Values.Select((value, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{i * step:F1},{18 + (Height * (1 - Math.Clamp(value / Top, 0, 1))):F1}"));
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline fill="none" stroke="{line.Colour}" stroke-width="1.5" points="{string.Join(' ', points)}"/>""");
        string newest = line.Values.Count == 0 ? "" : $" {Value(line.Values[^1])}";
        int left = index * Width / Lines.Count;
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left}" y="{Height + 34}" fill="{line.Colour}">{Escape(line.Name)}{newest}</text>""");
    }

    private string Value(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
