using System.Globalization;
using System.Text;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Display;

/// <summary>
/// A table of numbers as squares: the larger the number, the darker the square. It can show, for example, which letters of a line a
/// transformer attends to. It is an SVG picture without a script. It is drawn in the page's text colour, dark on light and light on dark.
/// If there are not too many squares, hovering over one shows its number.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record HeatMap : IHtmlView
{
    private const double Left = 6;
    private const double MaxCell = 24;
    private const double MaxHeight = 720;
    private const double LetterHeight = 12;

    // The number of shades. All squares of one shade form a group.
    private const int Shades = 50;

    // A map with more squares shows no numbers on hover, because the file would grow.
    private const int MaxTitles = 1000;

    private HeatMap(string title, double[,] values, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames)
    {
        if (values.Length == 0 || rowNames.Count != values.GetLength(0) || columnNames.Count != values.GetLength(1))
            throw new ArgumentException(Language.Text($"Found {values.GetLength(0)} x {values.GetLength(1)} values with {rowNames.Count} row names and {columnNames.Count} column names, expected a name for each row and column, and at least one value."), nameof(values));
        (Title, Values, RowNames, ColumnNames) = (title, values, rowNames, columnNames);
    }

    /// <summary>The title above the map.</summary>
    public string Title { get; }

    /// <summary>What the row names are, such as "from the letter".</summary>
    public string RowTitle { get; init; } = "";

    /// <summary>What the column names are, such as "to the letter".</summary>
    public string ColumnTitle { get; init; } = "";

    /// <summary>
    /// The value that is drawn darkest, as are larger ones; by default the largest value. It is ignored if it is not finite or not above 0.
    /// Under a causal mask the only number of the first row is 1, beside which all others look pale: choose a smaller value.
    /// </summary>
    public double? Top { get; init; }

    private double[,] Values { get; }

    private IReadOnlyList<string> RowNames { get; }

    private IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Creates a map with a square for each number.</summary>
    /// <param name="title">The title above the map.</param>
    /// <param name="values">
    /// The numbers, [rows, columns], 0 or more. A negative one is drawn as 0. One that is not finite is hatched, which means masked.
    /// </param>
    /// <param name="rowNames">Each row's name, from the top; for the letters of a text, use <see cref="Letters"/>.</param>
    /// <param name="columnNames">Each column's name, from the left.</param>
    /// <exception cref="ArgumentException">There are no numbers, or the numbers of names and of rows or columns differ.</exception>
    public static HeatMap Create(string title, double[,] values, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames) =>
        new(title, (double[,])values.Clone(), rowNames, columnNames);

    /// <summary>Creates a map with a square for each number of a tensor.</summary>
    /// <param name="title">The title above the map.</param>
    /// <param name="values">The numbers, [rows, columns], as for the other overload.</param>
    /// <param name="rowNames">Each row's name, from the top.</param>
    /// <param name="columnNames">Each column's name, from the left.</param>
    /// <exception cref="ArgumentException">
    /// The tensor does not have two dimensions, or the numbers of names and of rows or columns differ.
    /// </exception>
    public static HeatMap Create(string title, torch.Tensor values, IReadOnlyList<string> rowNames, IReadOnlyList<string> columnNames)
    {
        if (values.dim() != 2)
            throw new ArgumentException(Language.Text($"Found a tensor of shape [{ShapeText.Join(values.shape)}], expected [rows, columns]."), nameof(values));
        using var scope = torch.NewDisposeScope();
        double[] flat = values.detach().cpu().to(torch.float64).contiguous().data<double>().ToArray();
        var table = new double[values.shape[0], values.shape[1]];
        Buffer.BlockCopy(flat, 0, table, 0, flat.Length * sizeof(double));
        return new HeatMap(title, table, rowNames, columnNames);
    }

    /// <summary>Splits a text into letters to be used as names: "ab" becomes "a", "b". A letter is a Unicode code point.</summary>
    public static IReadOnlyList<string> Letters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    /// <summary>Draws the map as an SVG picture.</summary>
    public string ToSvg()
    {
        double rowsWidth = RowNames.Select(name => TextWidth(name, LetterHeight)).Max();
        double left = Left + rowsWidth + (RowTitle.Length > 0 ? 18 : 0);
        double cell = Math.Min(MaxCell, Math.Min((SvgChart.Width - left - 1) / ColumnNames.Count, MaxHeight / RowNames.Count));
        double size = Math.Min(LetterHeight, cell);
        double columnsWidth = ColumnNames.Select(name => TextWidth(name, size)).Max();
        bool fits = columnsWidth <= cell;
        double namesTop = ColumnTitle.Length > 0 ? 62 : 46;
        double top = namesTop + (fits ? size : columnsWidth) + 4;

        var svg = SvgChart.Begin(ToString(), top + (cell * RowNames.Count) + 6);
        SvgChart.AppendText(svg, 0, 14, "start", Title, "font-weight:bold");
        AppendScale(svg, "currentColor", (Largest > Darkest ? "\u2265 " : "") + ChartAxis.Label(Darkest));
        SvgChart.AppendText(svg, left + (cell * ColumnNames.Count / 2), 58, "middle", ColumnTitle);
        SvgChart.AppendText(svg, 0, 0, "middle", RowTitle, transform: string.Create(
            CultureInfo.InvariantCulture, $"translate(12 {top + (cell * RowNames.Count / 2):0.#}) rotate(-90)"));
        AppendNames(svg);
        svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate({left:0.#} {top:0.#}) scale({cell:0.##})" fill="currentColor">""");
        AppendSquares(svg, lineWidth: 0.8 / cell);
        return svg.Append("</g></svg>").ToString();

        void AppendNames(StringBuilder svg)
        {
            string style = string.Create(CultureInfo.InvariantCulture, $"font-size:{size:0.#}px");
            for (int row = 0; row < RowNames.Count; row++)
                SvgChart.AppendText(svg, left - 4, top + (cell * (row + 0.5)) + (size * 0.35), "end", Visible(RowNames[row]), style);
            for (int column = 0; column < ColumnNames.Count; column++)
            {
                double middle = left + (cell * (column + 0.5));
                if (fits)
                    SvgChart.AppendText(svg, middle, top - 4, "middle", Visible(ColumnNames[column]), style);
                else
                    SvgChart.AppendText(svg, 0, 0, "start", Visible(ColumnNames[column]), style, string.Create(
                        CultureInfo.InvariantCulture, $"translate({middle + (size * 0.35):0.#} {top - 4:0.#}) rotate(-90)"));
            }
        }
    }

    /// <inheritdoc/>
    public string ToHtml() => SvgChart.Figure(ToSvg());

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() => Language.Text(
        $"{Title}: {RowNames.Count} x {ColumnNames.Count} values, the largest {ChartAxis.Label(Largest)}");

    private IEnumerable<double> Finite() => Values.Cast<double>().Where(double.IsFinite);

    private double Largest => Finite().DefaultIfEmpty(0).Max();

    private double Darkest => FullInk(Top, Largest);

    /// <summary>The value that is drawn darkest: the chosen one, or the largest.</summary>
    internal static double FullInk(double? top, double largest) =>
        top is { } chosen && double.IsFinite(chosen) && chosen > 0 ? chosen : largest > 0 ? largest : 1;

    /// <summary>Draws the legend of the shades: five of them, from 0 to the darkest.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="colour">The darkest colour.</param>
    /// <param name="darkest">The label of the darkest shade.</param>
    internal static void AppendScale(StringBuilder svg, string colour, string darkest)
    {
        SvgChart.AppendText(svg, 0, 36, "start", "0");
        for (int i = 0; i <= 4; i++)
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{12 + (12 * i)}" y="27" width="12" height="10" fill="{colour}" fill-opacity="{i / 4.0:0.##}" stroke="#999" stroke-opacity="0.5"/>""");
        SvgChart.AppendText(svg, 77, 36, "start", darkest);
    }

    // One unit is one square.
    private void AppendSquares(StringBuilder svg, double lineWidth)
    {
        double darkest = Darkest;
        var cells = Enumerable.Range(0, RowNames.Count).SelectMany(row => Enumerable.Range(0, ColumnNames.Count).Select(column => (Row: row, Column: column, Value: Values[row, column]))).ToList();
        var drawn = cells.Where(cell => double.IsFinite(cell.Value)).ToList();
        bool hasTitles = drawn.Count <= MaxTitles;
        foreach (var shade in drawn.GroupBy(cell => Math.Round(Math.Clamp(cell.Value / darkest, 0, 1) * Shades)).OrderBy(shade => shade.Key))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<g fill-opacity="{shade.Key / Shades:0.##}">""");
            if (hasTitles)
            {
                foreach (var cell in shade)
                    svg.Append(CultureInfo.InvariantCulture, $"""<path d="{Square(cell.Row, cell.Column)}">{SvgChart.Title(Named(RowTitle, RowNames[cell.Row]), Named(ColumnTitle, ColumnNames[cell.Column]), ChartAxis.Label(cell.Value))}</path>""");
            }
            else
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<path d="{string.Concat(shade.Select(cell => Square(cell.Row, cell.Column)))}"/>""");
            }

            svg.Append("</g>");
        }

        string hatch = string.Concat(cells.Where(cell => !double.IsFinite(cell.Value)).Select(cell => string.Create(CultureInfo.InvariantCulture, $"M{cell.Column} {cell.Row + 1}l1-1")));
        if (hatch.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"""<path fill="none" stroke="#999" stroke-opacity="0.6" stroke-width="{lineWidth:0.###}" d="{hatch}"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path fill="none" stroke="#999" stroke-width="{lineWidth:0.###}" d="M0 0h{ColumnNames.Count}v{RowNames.Count}h-{ColumnNames.Count}z"/>""");
    }

    private static string Square(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"M{column} {row}h.94v.94h-.94z");

    private static string Named(string title, string name) => title.Length == 0 ? Visible(name) : Language.Text($"{title}: {Visible(name)}");

    /// <summary>Makes a letter visible: replaces a space or a line end by a symbol.</summary>
    internal static string Visible(string name) => string.IsNullOrWhiteSpace(name)
        ? string.Concat(name.Select(letter => letter switch { '\n' => '\u21b5', '\t' => '\u2192', _ => '\u00b7' }))
        : name;

    // An estimate that fits most fonts. Chinese characters are as wide as they are high.
    private static double TextWidth(string name, double size) => name.Sum(letter => letter >= '\u2e80' ? 1 : 0.6) * size;
}
