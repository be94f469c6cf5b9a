using System.Globalization;
using DigitForge.Evaluation;
using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>A table of all models: one row for each, with the medians over its seeds.</summary>
/// <param name="Runs">The runs; rows come in the order in which models first appear.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record FigureTable(IReadOnlyList<ModelFigures> Runs) : IHtmlView
{
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
    public string ToHtml() => HtmlTable.Html(Titles, Rows(), words: 2);

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
}
