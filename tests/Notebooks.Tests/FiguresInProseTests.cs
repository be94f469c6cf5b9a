using System.Globalization;
using System.Text.RegularExpressions;
using DigitForge.Evaluation;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>
/// A figure that a sentence quotes comes from a run: it occurs, rounded or not, in a nearby output on the executed page or in the code
/// beside it. So a later run cannot make the prose wrong unnoticed. Figures from other sources have a row in <see cref="Known"/>.
/// </summary>
/// <remarks>
/// The number of nearby cells is small on purpose: almost any number occurs somewhere on a long page. Measured when this was written: of
/// 277 figures in the English prose, 82 % are noticed when changed by 1 to 3 units of the last digit, and 83 % when the outputs are 7 %
/// larger.
/// </remarks>
public sealed partial class FiguresInProseTests
{
    // A sentence refers to what was just shown, or to what comes next.
    private const int CellsBefore = 5;
    private const int CellsBehind = 2;

    // Figures that do not occur nearby, with the reason. Figures of a page or a model are looked up there.
    private static readonly Exemption[] Known =
    [
        new("ln 2, what a coin costs", "0.69 0.693"),
        new("e, and one over it; one over ln 2", "2.7 36.8% 1.44"),
        new("a picture's pixels, and a thousand pictures'", "784 784,000"),
        new("sizes of batches", "128 256"),
        new("10,000 iterations of 128 pictures, and how many passes that is", "1,280,000 21.3"),
        new("8,000 iterations of 64 pictures, and 4,000 of 128", "512,000"),
        new("the article's generator: its weights and running statistics", "1,489,936 3,584"),
        new("a decay or a probability near 1, as a setting", "0.99 0.999"),

        new("00", "zeros and ones of the test digits, and in the training digits", "2,115 12,665"),
        new("00", "the neuron of the schematic, and one by hand", "4.6 0.38"),
        new("00", "the layers of the article's generator", "512 1,024"),
        new("02", "weights and a bias for each number that comes out", "101 1,025"),
        OnThePage("02", "the summary", "803,600"),
        new("03", "logarithms", "9.21 6.93"),
        OnThePage("04", "the logit at which clipping begins", "16.1"),
        new("04", "a version of TensorFlow", "2.16"),
        new("04", "the small game with eight random seeds, tried once", "3.8 4.2 0.20 0.56"),
        new("05", "the size of plotly.js", "3.6"),
        OnThePage("05", "the table of the losses, a thousand iterations a line", "0.014 0.155 10.7 3.9"),
        new("05", "notebook 7's distances on the way", "227 265"),
        new("05", "what the evidence scripts print; a version of Keras", "8.27 3.15"),
        OfModel("05", "article", "323 455"),
        OfModel("05", "article, 10,000 iterations", "482"),
        new("05", "shares of digits in figures.json", "21% 41%"),
        new("07", "the ruler before this one", "201 141"),
        new("07", "the schematic of density: 4, 4, 5, 3, 2, 0, 0 and 0 balls of the third neighbour", "2.25 0.75"),
        OfModel("07", "real digits", "51.7 51.7% 53.2%"),
        OnThePage("07", "the table at the end of the distances", "4.4"),
        OnThePage("07", "the questions at the end", "69% 41% 97%"),
        OfModel("08", "steady, 10,000 iterations", "88.7% 83.7% 79.3% 0.0087 8.0% 11.8%"),
        new("08", "the same run, stopped after 4,000 iterations", "91.5%"),
        OfModel("08", "article", "323"),
        OfModel("08", "steady", "5.8 8.5"),
        OfModel("08", "quick", "66.9 66.9%"),
        new("08", "0.999 to the power of 1,000", "0.37"),
        new("08", "(1 + 3,500) / (10 + 3,500), rounded up", "0.9975"),
        OnThePage("08", "the questions at the end", "99.8%"),
        new("09", "14 x 14 places", "196"),
        new("09", "tried while the networks were chosen, with the ruler before this one", "58.9 31.9 26.3 19.4 23.2 12.4 6.8 59.6% 84.4%"),
        OfModel("09", "steady, 10,000 iterations", "188"),
        OnThePage("09", "the training, and the table of both pairs", "178 158 82.5% 88.7%"),
        new("11", "the square root of 1/3; a divergence by hand", "0.58 0.818"),
        OfModel("11", "vae-16-convolution", "99%"),
        OfModel("11", "vae-16-convolution, mixture", "7.06 96%"),
        OfModel("11", "steady", "7.05 91%"),
        new("11", "an arXiv number", "1907.06845"),
        OnThePage("11", "what a perfect copy costs", "45.5"),
        new("11", "what the mixture takes away from the distance, in the three seeds of figures.json", "91 93%"),
        OfModel("11", "convolution", "1.5"),
        new("12", "versions of PyTorch", "1.13 2.6"),
        new("12", "512 x 1,024 weights and 1,024 biases", "525,312"),
        new("12", "1 + 1/1024", "1.0009765625"),
        new("12", "the steps of a grey; half of 2 to the power of -15", "255 0.000015"),
        new("13", "the loss after 1,000 iterations, read from the chart", "0.19"),
        new("13", "the guidance of FlowSampler.Standard", "0.35"),
        OnThePage("13", "the table of guidance", "1.50"),
        new("14", "128 characters and the one that comes next", "129"),
        new("14", "one distance divided by another", "1.3"),
        new("14", "an exponential, squared", "0.46 0.783"),
        new("15", "14 x 14 places", "196"),
        new("15", "one time divided by another", "133 229 241"),
    ];

    private static readonly ILookup<string, ModelFigures> Models = FigureFile.Open(RepositoryFolder.File("data", "models", "figures.json")).Rows.ToLookup(row => row.Model);

    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_figure_in_the_prose_is_one_that_the_run_gave(string name)
    {
        string[] unknown = [.. Editions(name).SelectMany(edition => Quotes(edition.Cells).Where(quote => !quote.IsNearBy && !Known.Any(row => row.Covers(name, quote, edition.Cells)))
            .Select(quote => $"{edition.Path} {quote.CellId}: found \"{quote.Figure.Text}\" in \"{quote.Around}\", and in no output near by. Write what the run gave; a figure from elsewhere needs a row in {nameof(FiguresInProseTests)}."))];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
    }

    [Fact]
    public void No_row_of_the_table_is_left_over()
    {
        var used = new HashSet<string>();
        foreach (string name in Names.Select(row => row.Data))
        {
            foreach (var edition in Editions(name))
            {
                foreach (var quote in Quotes(edition.Cells).Where(quote => !quote.IsNearBy))
                    used.UnionWith(Known.Where(row => row.Covers(name, quote, edition.Cells)).Select(row => row.Key(quote.Figure)));
            }
        }

        string[] leftOver = [.. Known.SelectMany(row => row.Figures.Select(figure => row.Key(figure))).Except(used)];
        Assert.True(leftOver.Length == 0, string.Join('\n', leftOver));
    }

    // How a sentence may round a figure of the page.
    [Theory]
    [InlineData("The distance is 1.27.", "distance 1.2683", true)]
    [InlineData("The distance is 1.28.", "distance 1.2683", false)]
    [InlineData("The distance is 1.27.", "distance 1.3", false)]
    [InlineData("It is right about 94 %.", "accuracy 94.3 %", true)]
    [InlineData("它判对 94%。", "accuracy 94.3 %", true)]
    [InlineData("It is right about 95 %.", "accuracy 94.3 %", false)]
    [InlineData("It is right about 94 %.", "the last 0.9432", true)]
    [InlineData("It is right about 94 %.", "the loss 94.3", false)]
    [InlineData("between 8.0 and 11.8 %", "8.0 % ... 11.8 %", true)]
    [InlineData("between 8.1 and 11.8 %", "8.0 % ... 11.8 %", false)]
    [InlineData("a distance of 1.23 and 65.5 %", "1.23 | 65.5 %", true)]
    [InlineData("83 threes among 1,059 of 500", "1,059", true)]
    [InlineData("83 threes among 1,058 of 500", "1,059", false)]
    [InlineData("In 1998, with 0.5, some 30 % of 60,000, SHA-256, net10.0", "nothing", true)]
    [InlineData("`0.123` and `x = 4567`", "nothing", true)]
    public void A_figure_is_that_of_an_output_as_rounded(string sentence, string output, bool isNearBy)
    {
        Cell[] cells = [new("a", "", [.. Figure.In(output)]), new("b", Prose.WithoutCode(sentence), [])];
        Assert.Equal(isNearBy, Quotes(cells).All(quote => quote.IsNearBy));
    }

    [Fact]
    public void A_figure_from_far_away_does_not_count()
    {
        var between = Enumerable.Range(0, CellsBefore).Select(i => new Cell($"{i}", "", []));
        Assert.False(Assert.Single(Quotes([new("a", "", [.. Figure.In("1.2683")]), .. between, new("b", "It is 1.27.", [])])).IsNearBy);
    }

    // If the outputs of a page came from another run in which all figures are 7 % larger, most sentences that quote them would be noticed.
    [Theory]
    [InlineData("07-evaluate.ipynb")]
    [InlineData("08-rescue-the-gan.ipynb")]
    [InlineData("09-convolution.ipynb")]
    public void A_page_with_other_figures_is_noticed(string name)
    {
        var cells = Editions(name)[0].Cells;
        Cell[] others = [.. cells.Select(cell => cell with { Figures = [.. cell.Figures.Select(figure => figure with { Value = figure.Value * 1.07, Decimals = figure.Decimals + 2 })] })];
        int before = Quotes(cells).Count(quote => quote.IsNearBy);
        Assert.InRange(before, 20, 500);
        Assert.InRange(Quotes(others).Count(quote => quote.IsNearBy), 0, before * 2 / 5);
    }

    // Each edition has pages of its own.
    private static (string Path, IReadOnlyList<Cell> Cells)[] Editions(string name) => [.. new[] { name, $"{Series.Chinese}/{name}" }.Select(page =>
    {
        var notebook = Notebook.Load(RepositoryFolder.File("notebooks", page));
        var outputs = Outputs(notebook, page);
        return ($"notebooks/{page}", (IReadOnlyList<Cell>)[.. notebook.Cells.Select(cell => cell.Kind == CellKind.Code
            ? new Cell(cell.Id, "", [.. Figure.In(outputs[cell.Id]), .. Figure.InCode(cell.Source)])
            : new Cell(cell.Id, Prose.WithoutCode(cell.Source), [.. Figure.InCode(Prose.CodeIn(cell.Source))]))]);
    })];

    // What stands on the page between a code cell and the next cell.
    private static Dictionary<string, string> Outputs(Notebook notebook, string name)
    {
        string page = RenderedTests.Page(name);
        var links = new Links(notebook, RenderedTests.FolderOf(name), MarkdownPage.Ending, [notebook]);
        var outputs = new Dictionary<string, string>();
        string? code = null;
        int at = 0;
        foreach (var cell in notebook.Cells)
        {
            string text = cell.Kind == CellKind.Code ? MarkdownText.Fence(cell.Source, "csharp") : links.RetargetAll(cell.Source.Trim('\n'));
            int begin = page.IndexOf(text, at, StringComparison.Ordinal);
            Assert.True(begin >= 0, $"{cell.Id} is not on its page as it is in the notebook.");
            if (code is not null)
                outputs[code] = NoFigures.Replace(page[at..begin], "");
            code = cell.Kind == CellKind.Code ? cell.Id : null;
            at = begin + text.Length;
        }

        if (code is not null)
            outputs[code] = NoFigures.Replace(page[at..], "");
        return outputs;
    }

    private static IEnumerable<Quote> Quotes(IReadOnlyList<Cell> cells) => cells.SelectMany((cell, i) =>
    {
        var near = cells.Take(i + CellsBehind + 1).Skip(i - CellsBefore).SelectMany(other => other.Figures).ToList();
        return Figure.In(cell.Prose).Where(figure => figure.IsQuotable).Select(figure => new Quote(cell.Id, figure, near.Any(figure.IsRounded), Around(cell.Prose, figure)));
    });

    private static string Around(string prose, Figure figure) =>
        WhiteSpace.Replace(prose[Math.Max(0, figure.At - 40)..Math.Min(prose.Length, figure.At + figure.Text.Length + 20)], " ");

    private static Exemption OnThePage(string notebook, string what, string figures) => new(notebook, what, figures) { IsOnThePage = true };

    private static Exemption OfModel(string notebook, string model, string figures) => new(notebook, $"{model} in figures.json", figures) { Model = model };

    // A picture's address and width are not results; its description is.
    [GeneratedRegex(@"\b(src|width)=""[^""]*""")]
    private static partial Regex NoFigures { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }

    /// <summary>A cell: its prose, and the figures in its code and its outputs.</summary>
    private sealed record Cell(string Id, string Prose, IReadOnlyList<Figure> Figures);

    /// <summary>A figure in a sentence, and whether it occurs nearby.</summary>
    private sealed record Quote(string CellId, Figure Figure, bool IsNearBy, string Around);

    /// <summary>Figures that sentences may quote although they do not occur nearby.</summary>
    /// <param name="Notebook">The number of the notebook; empty for all.</param>
    /// <param name="Reason">The source of the figures.</param>
    /// <param name="Quoted">The figures as in the prose, without spaces in them.</param>
    private sealed record Exemption(string Notebook, string Reason, string Quoted)
    {
        public Exemption(string reason, string quoted)
            : this("", reason, quoted)
        {
        }

        /// <summary>Whether they must occur somewhere on the page.</summary>
        public bool IsOnThePage { get; init; }

        /// <summary>The model to whose median, smallest or largest figures they must belong.</summary>
        public string? Model { get; init; }

        public IReadOnlyList<Figure> Figures { get; } = [.. Figure.In(Quoted)];

        public string Key(Figure figure) => $"{Notebook} {figure.Compact}: {Reason}";

        public bool Covers(string name, Quote quote, IReadOnlyList<Cell> cells) =>
            name.StartsWith(Notebook, StringComparison.Ordinal)
            && Figures.Any(figure => figure.Compact == quote.Figure.Compact)
            && (!IsOnThePage || cells.SelectMany(cell => cell.Figures).Any(quote.Figure.IsRounded))
            && (Model is null || Figure.Of(Models[Model]).Any(quote.Figure.IsRounded));
    }

    /// <summary>A number in a text.</summary>
    /// <param name="At">Its position.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Value">Its value; 94 for 94 %.</param>
    /// <param name="Decimals">The number of decimals.</param>
    /// <param name="IsPercent">Whether it is a percentage; null if that is unclear, as for the first number in "8.0 and 11.8 %".</param>
    private sealed partial record Figure(int At, string Text, double Value, int Decimals, bool? IsPercent)
    {
        // The decimals of a figure from the table file, which is not rounded.
        private const int All = 15;

        public string Compact => Text.Replace(" ", "", StringComparison.Ordinal);

        /// <summary>
        /// Whether it looks like a result: two digits and a point or a percent sign, or three digits. Anything less is a setting or an
        /// approximation.
        /// </summary>
        public bool IsQuotable => Digits switch
        {
            >= 3 => !IsYear,
            2 => Decimals > 0 || IsPercent is not false,
            _ => false,
        };

        private int Digits
        {
            get
            {
                string digits = NoDigit.Replace(Text, "");
                return (Decimals > 0 ? digits.TrimStart('0') : digits.Trim('0')).Length;
            }
        }

        private bool IsYear => Decimals == 0 && Value is >= 1900 and < 2100 && !Text.Contains(',', StringComparison.Ordinal);

        public static IEnumerable<Figure> In(string text) => Number.Matches(text).Select(match =>
        {
            string digits = match.Groups["digits"].Value;
            int point = digits.IndexOf('.', StringComparison.Ordinal);
            bool? isPercent = match.Groups["percent"].Success ? true : match.Groups["range"].Success ? null : false;
            return new Figure(match.Index, match.Value, double.Parse(digits, NumberStyles.Number, CultureInfo.InvariantCulture), point < 0 ? 0 : digits.Length - point - 1, isPercent);
        });

        // The first line of a cell is its number, which is not a result.
        public static IEnumerable<Figure> InCode(string code) => In(CellNumber.Replace(code, "").Replace("_", "", StringComparison.Ordinal));

        /// <summary>A model's figures as the tables have them: the median over the seeds, the smallest and the largest of each.</summary>
        public static IEnumerable<Figure> Of(IEnumerable<ModelFigures> runs) => runs.SelectMany(Each).GroupBy(one => one.Name, one => one.Value).SelectMany(values =>
        {
            double[] inOrder = [.. values.Order()];
            double median = (inOrder[(inOrder.Length - 1) / 2] + inOrder[inOrder.Length / 2]) / 2;
            return new[] { inOrder[0], median, inOrder[^1] }.Select(value => new Figure(0, "", value, All, IsPercent: false));
        });

        /// <summary>Whether this is another figure, rounded or unchanged.</summary>
        public bool IsRounded(Figure other) => Readings(other).Any(reading =>
            Math.Abs(reading.Value - Value) < 1e-9 || (reading.Decimals >= Decimals && Math.Abs(reading.Value - Value) <= (0.5 * Math.Pow(10, -Decimals)) + 1e-9));

        // What another figure may mean here: a percentage may be given as a fraction.
        private IEnumerable<(double Value, int Decimals)> Readings(Figure other)
        {
            if (IsPercent is null || other.IsPercent is null || IsPercent == other.IsPercent)
                yield return (other.Value, other.Decimals);
            if (IsPercent is not false && other is { IsPercent: false, Value: <= 1, Decimals: >= 2 })
                yield return (100 * other.Value, other.Decimals - 2);
        }

        private static IEnumerable<(string Name, double Value)> Each(ModelFigures run) =>
        [
            (nameof(run.FrechetDistance), run.FrechetDistance), (nameof(run.Critic), run.Critic), (nameof(run.Precision), run.Precision), (nameof(run.Recall), run.Recall),
            (nameof(run.Density), run.Density), (nameof(run.Coverage), run.Coverage), (nameof(run.Divergence), run.Divergence),
            .. run.DigitShares.Select(share => (nameof(run.DigitShares), share)),
            .. run.Cost is { } cost ? [(nameof(cost.TrainingSeconds), cost.TrainingSeconds), (nameof(cost.DrawingSeconds), cost.DrawingSeconds), (nameof(cost.PicturesSeen), cost.PicturesSeen)] : Array.Empty<(string, double)>(),
        ];

        // Excludes parts of a word, of a version or of a power of ten. In "8.0 and 11.8 %" both may be percentages.
        [GeneratedRegex(@"(?<![A-Za-z0-9_.]|[A-Za-z]-)(?<digits>(\d{1,3}(,\d{3})+|\d+)(\.\d+)?)((?<percent>\s?%)|(?<range>(?=\s?(to|and|or|到|至|和|、|～)\s?\d+(\.\d+)?\s?%)))?(?![\d_]|\.\d|e-?\d)", RegexOptions.ExplicitCapture)]
        private static partial Regex Number { get; }

        [GeneratedRegex(@"[^0-9]")]
        private static partial Regex NoDigit { get; }

        [GeneratedRegex(@"\A// \d+\.\d\d\n")]
        private static partial Regex CellNumber { get; }
    }
}
