using System.Globalization;
using DigitForge.Display;
using DigitForge.Evaluation;
using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>A table of all models: one row for each, with the medians over its seeds.</summary>
/// <param name="Runs">The runs; rows come in the order in which models first appear.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record FigureTable(IReadOnlyList<ModelFigures> Runs) : IHtmlView
{
    private const string Cell = "padding:3px 12px 3px 0;text-align:right;border-bottom:1px solid #8884;white-space:nowrap";

    private static readonly (string Title, Func<ModelFigures, double?> Figure, string Format)[] Columns =
    [
        ("Frechet distance", run => run.FrechetDistance, "0.00"),
        ("precision", run => run.Precision, "0.0 %"),
        ("recall", run => run.Recall, "0.0 %"),
        ("density", run => run.Density, "0.000"),
        ("coverage", run => run.Coverage, "0.0 %"),
        ("digits' divergence", run => run.Divergence, "0.0000"),
        ("parameters", run => run.Parameters, "#,0"),
        ("training, s", run => run.TrainingSeconds, "0"),
    ];

    /// <summary>The table in Markdown.</summary>
    public string ToMarkdown() => string.Join('\n',
    [
        $"| {string.Join(" | ", Titles)} |",
        $"|---|---|{string.Concat(Enumerable.Repeat("---:|", Columns.Length))}",
        .. Rows().Select(row => $"| {string.Join(" | ", row)} |"),
    ]);

    /// <inheritdoc/>
    public string ToHtml()
    {
        string heads = string.Concat(Titles.Select((title, i) => $"""<th scope="col" style="{Style(i)}">{HtmlText.Escape(title)}</th>"""));
        string rows = string.Concat(Rows().Select(row => $"<tr>{string.Concat(row.Select((text, i) => $"""<td style="{Style(i)}">{HtmlText.Escape(text)}</td>"""))}</tr>"));
        return $"""<div style="overflow-x:auto"><table style="border-collapse:collapse"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>""";
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => ToMarkdown();

    private static IEnumerable<string> Titles => ["model", "seeds", .. Columns.Select(column => column.Title)];

    private IEnumerable<IReadOnlyList<string>> Rows() => Runs.GroupBy(run => run.Model).Select(runs => (string[])
    [
        runs.Key,
        ShapeText.Join(runs.Select(run => (long)run.Seed).Order()),
        .. Columns.Select(column => Text(runs.Select(column.Figure).OfType<double>(), column.Format)),
    ]);

    private static string Text(IEnumerable<double> figures, string format)
    {
        double[] all = [.. figures];
        return all.Length == 0 ? "" : Statistics.Median(all).ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Style(int column) => column < 2 ? Cell.Replace("right", "left", StringComparison.Ordinal) : Cell;
}
