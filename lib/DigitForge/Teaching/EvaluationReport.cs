using System.Globalization;
using System.Text;
using DigitForge.Evaluation;
using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>The results of evaluations in a table: one row for each model, or for real pictures that are compared with others.</summary>
/// <param name="Results">The results, in the order of the rows.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record EvaluationReport(params IReadOnlyList<EvaluationResult> Results) : IHtmlView
{
    private const string Cell = "padding:3px 4px;text-align:right;border-bottom:1px solid #8884;white-space:nowrap";

    private static readonly Column[] Columns =
    [
        new("Frechet", "\u2193", "Frechet distance of the inspector's features; 0 is best; not an Inception FID", result => $"{result.FrechetDistance:F2}"),
        new("critic", "\u2193", "how often a fresh critic tells the pictures from real ones; 50 % is best", result => $"{result.Critic.Accuracy:P1}"),
        new("precision", "\u2191", "the fraction that looks real", result => $"{result.PrecisionRecall.Precision:P1}"),
        new("recall", "\u2191", "the fraction of the real pictures that can be drawn", result => $"{result.PrecisionRecall.Recall:P1}"),
        new("density", "\u2191", "a more robust version of precision; 1 is as good as real", result => $"{result.DensityCoverage.Density:F3}"),
        new("coverage", "\u2191", "a more robust version of recall", result => $"{result.DensityCoverage.Coverage:P1}"),
        new("score", "\u2191", "1 to 10: how clear the digits are, and how evenly they occur", result => $"{result.ClassifierScore:F3}"),
        new("divergence", "\u2193", "of the digits' shares from uniform, in nats", result => $"{result.DigitShares.DivergenceFromUniform:F4}"),
        new("nearest", "", "distance to the nearest training image, median: far below that of real pictures is memorising", result => $"{result.NearestTraining.Median:F2}"),
    ];

    /// <inheritdoc/>
    public string ToHtml()
    {
        var html = new StringBuilder("""<div style="overflow-x:auto"><table style="border-collapse:collapse;font-size:80%"><thead><tr>""");
        html.Append(CultureInfo.InvariantCulture, $"""<th style="{Cell};text-align:left">{HtmlText.Escape(Pictures)}</th>""");
        html.Append(CultureInfo.InvariantCulture, $"""<th scope="col" style="{Cell}" title="{HtmlText.Escape(Language.Text("the fraction of the pictures that show each digit; the line is at a tenth"))}">{HtmlText.Escape(Language.Text("0 to 9"))}</th>""");
        foreach (var column in Columns)
            html.Append(CultureInfo.InvariantCulture, $"""<th scope="col" style="{Cell}" title="{HtmlText.Escape(Language.Text(column.Meaning))}">{HtmlText.Escape(Language.Text(column.Title))}{(column.Better.Length == 0 ? "" : $" {column.Better}")}</th>""");
        html.Append("</tr></thead><tbody>");
        foreach (var result in Results)
        {
            html.Append(CultureInfo.InvariantCulture, $"""<tr><th scope="row" style="{Cell};text-align:left;white-space:normal">{HtmlText.Escape(result.Name)}</th>""");
            html.Append(CultureInfo.InvariantCulture, $"""<td style="{Cell}">{DigitBars.Svg(result.DigitShares)}</td>""");
            foreach (var column in Columns)
                html.Append(CultureInfo.InvariantCulture, $"""<td style="{Cell}">{column.Text(result)}</td>""");
            html.Append("</tr>");
        }

        return html.Append(CultureInfo.InvariantCulture, $"</tbody></table></div><p>{HtmlText.Escape(Note)}</p>").ToString();
    }

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        int nameWidth = Results.Select(result => TextColumns.Width(result.Name)).Append(TextColumns.Width(Pictures)).Max();
        var text = new StringBuilder();
        AppendLine(Pictures, column => Language.Text(column.Title));
        text.Append('-', TextColumns.Width(text.ToString()) - 1).Append('\n');
        foreach (var result in Results)
            AppendLine(result.Name, column => column.Text(result));
        return text.Append(Note).ToString();

        void AppendLine(string name, Func<Column, string> value) => text.Append(name.InColumns(nameWidth))
            .AppendJoin("", Columns.Select(column => TextColumns.PadLeft(value(column), Math.Max(TextColumns.Width(Language.Text(column.Title)), 7) + 2))).Append('\n');
    }

    private static string Pictures => Language.Text("pictures");

    // With fewer pictures the distance is larger and the recall smaller, whatever model drew them.
    private string Note => Results.Select(result => result.Count).Distinct().ToList() switch
    {
        [] => Language.Text("No pictures have been measured."),
        [var count] => Language.Text($"Each row: {count:N0} pictures."),
        var counts => Language.Text($"Found rows of {Language.Join(", ", counts.Select(count => Language.Text($"{count:N0}")))} pictures: compare only rows with the same number."),
    };

    private sealed record Column([English] string Title, string Better, [English] string Meaning, Func<EvaluationResult, Phrase> Value)
    {
        public string Text(EvaluationResult result) => Language.Text(Value(result));
    }
}

/// <summary>The shares of the ten digits as ten small bars, for a table cell.</summary>
internal static class DigitBars
{
    private const double BarWidth = 7;
    private const double Height = 26;
    private const double Top = 0.25;

    /// <summary>Draws the bars as an SVG element. Bars above a quarter are clipped; the line is at a tenth.</summary>
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
