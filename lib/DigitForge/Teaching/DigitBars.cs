using System.Globalization;
using System.Text;
using DigitForge.Evaluation;

namespace DigitForge.Teaching;

/// <summary>The shares of the ten digits as ten small bars, for a table's cell.</summary>
internal static class DigitBars
{
    private const double BarWidth = 7;
    private const double Height = 26;
    private const double Top = 0.25;

    /// <summary>The bars as an SVG element; those above a quarter are cut off, and the line is a tenth.</summary>
    public static string Svg(DigitShares shares)
    {
        double width = BarWidth * shares.Shares.Count;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{shares}" viewBox="0 0 {width} {Height}" width="{width}" height="{Height}" style="vertical-align:middle"><title>{shares}</title>""");
        for (int digit = 0; digit < shares.Shares.Count; digit++)
        {
            double height = HeightOf(shares.Shares[digit]);
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{(digit * BarWidth) + 1}" y="{Height - height:F1}" width="{BarWidth - 2}" height="{height:F1}" fill="#0072b2"/>""");
        }

        double tenth = Height - HeightOf(0.1);
        svg.Append(CultureInfo.InvariantCulture, $"""<line x1="0" x2="{width}" y1="{tenth:F1}" y2="{tenth:F1}" stroke="#888"/>""");
        return svg.Append(CultureInfo.InvariantCulture, $"""<line x1="0" x2="{width}" y1="{Height}" y2="{Height}" stroke="#888"/></svg>""").ToString();
    }

    private static double HeightOf(double share) => Height * Math.Min(share, Top) / Top;
}
