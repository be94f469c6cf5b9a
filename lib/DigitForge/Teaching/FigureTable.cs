using DigitForge.Evaluation;
using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>A table of all models: one row for each, with the medians over its seeds, and for the most variable figures also the range.</summary>
/// <param name="Runs">The runs. Rows are in the order in which the models first appear.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record FigureTable(IReadOnlyList<ModelFigures> Runs) : IHtmlView
{
    private static readonly Column[] Columns =
    [
        new("Frechet distance", run => run.FrechetDistance, "0.00", HasRange: true),
        new("fresh critic", run => run.Critic, "0.0 %", HasRange: true),
        new("precision", run => run.Precision, "0.0 %"),
        new("recall", run => run.Recall, "0.0 %"),
        new("digits' divergence", run => run.Divergence, "0.0000"),
        new("parameters that draw", run => run.Cost?.DrawingParameters, "#,0"),
        new("that only train", run => run.Cost?.OtherParameters, "#,0"),
        new("pictures seen", run => run.Cost?.PicturesSeen, "#,0"),
        new("training, s", run => run.Cost?.TrainingSeconds, "0"),
        new("drawing 1,000, s", run => run.Cost?.DrawingSeconds, "0.00"),
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

    private static IEnumerable<string> Titles => [.. Language.Texts("model", "seeds"), .. Columns.Select(column => Language.Text(column.Title))];

    private IEnumerable<IReadOnlyList<string>> Rows() => Runs.GroupBy(run => run.ModelName).Select(runs => (string[])
    [
        runs.Key,
        ShapeText.Join(runs.Select(run => (long)run.Seed).Order()),
        .. Columns.Select(column => column.Text(runs)),
    ]);

    private sealed record Column([English] string Title, Func<ModelFigures, double?> Figure, [English] string Format, bool HasRange = false)
    {
        public string Text(IEnumerable<ModelFigures> runs)
        {
            double[] all = [.. runs.Select(Figure).OfType<double>().Order()];
            return all.Length switch
            {
                0 => "",
                > 1 when HasRange => Language.Text($"{Text(Statistics.Median(all))} ({Text(all[0])} to {Text(all[^1])})"),
                _ => Text(Statistics.Median(all)),
            };
        }

        private string Text(double figure) => figure.ToString(Language.Text(Format), Language.Numbers);
    }
}
