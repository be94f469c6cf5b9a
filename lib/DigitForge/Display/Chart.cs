using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>
/// A chart as an SVG picture. Every host shows it without a script, and a saved notebook stores it in a few kilobytes. If there are not too many
/// values, hovering over one shows it. <see cref="Interactive"/> gives the same chart with zoom.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Chart : IHtmlView
{
    private Chart(string title, ChartKind kind, IReadOnlyList<ChartSeries> series)
    {
        foreach (var one in series.Where(one => one.X.Count != one.Y.Count))
            throw new ArgumentException(Language.Text($"The series '{one.Name}' has {one.Y.Count} y values and {one.X.Count} x values, expected the same number."), nameof(series));
        if (kind == ChartKind.Bars && series.FirstOrDefault(one => one.Tips is not null) is { } arrows)
            throw new ArgumentException(Language.Text($"The series '{arrows.Name}' has arrows, expected bars: arrows are for charts of lines or points."), nameof(series));
        (Title, Kind, Series) = (title, kind, series);
    }

    /// <summary>The title above the chart.</summary>
    public string Title { get; }

    /// <summary>How the values are drawn.</summary>
    internal ChartKind Kind { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<ChartSeries> Series { get; internal init; }

    /// <summary>The title of the horizontal axis.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>The title of the vertical axis: what the values are, and their unit.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>The value at the upper edge; by default the largest value. It is ignored if it is not finite or not above the lower edge.</summary>
    public double? Top { get; init; }

    /// <summary>
    /// The values at the left and the right edge; by default the smallest and the largest value. What lies outside is clipped. With equal scales,
    /// the chart may show more on both sides.
    /// </summary>
    /// <exception cref="ArgumentException">The values are not finite, or not in ascending order.</exception>
    public (double From, double To)? XRange
    {
        get;
        init => field = ChartAxis.Require(value, nameof(XRange));
    }

    /// <summary>The values at the lower and the upper edge, like <see cref="XRange"/>. They take precedence over <see cref="Top"/>.</summary>
    /// <exception cref="ArgumentException">The values are not finite, or not in ascending order.</exception>
    public (double From, double To)? YRange
    {
        get;
        init => field = ChartAxis.Require(value, nameof(YRange));
    }

    /// <summary>
    /// Whether one unit has the same length on both axes, as on a map, so that a circle is round. The picture's height follows from that.
    /// </summary>
    public bool EqualScales { get; init; }

    /// <summary>
    /// Whether the horizontal axis is logarithmic: equal distances are equal factors, as from 1 to 10 to 100. Values that are not above 0 are left
    /// out. Bar charts, and charts with an <see cref="XRange"/>, ignore it.
    /// </summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic. Charts with a <see cref="YRange"/> ignore it.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether each series' name stands beside its first value instead of in the legend. Use it for points that each have a name.</summary>
    public bool NamesBeside { get; init; }

    /// <summary>The same series with more values, for zooming in; null if the chart has all values.</summary>
    internal Func<IReadOnlyList<ChartSeries>>? InDetail { get; init; }

    /// <summary>Whether all bars are at integers, so that nothing between them needs a label.</summary>
    internal bool CountsThings => Kind == ChartKind.Bars && Series.All(one => one.X.All(double.IsInteger));

    /// <summary>Creates a chart of lines.</summary>
    /// <param name="title">The title above the chart.</param>
    /// <param name="lines">Each line's name and values. The first value is at x = 0, the next at 1, and so on.</param>
    public static Chart Lines(string title, params IEnumerable<(string Name, IEnumerable<double> Values)> lines) =>
        new(title, ChartKind.Lines, [.. lines.Select(line => Numbered(line.Name, line.Values))]);

    /// <summary>Creates a chart of lines with their own x values.</summary>
    /// <param name="title">The title above the chart.</param>
    /// <param name="series">The lines.</param>
    /// <exception cref="ArgumentException">A line has different numbers of x and y values.</exception>
    public static Chart Lines(string title, params IReadOnlyList<ChartSeries> series) => new(title, ChartKind.Lines, series);

    /// <summary>Creates a bar chart.</summary>
    /// <param name="title">The title above the chart.</param>
    /// <param name="values">The values. The first bar is at x = 0, the next at 1, and so on.</param>
    public static Chart Bars(string title, IEnumerable<double> values) => new(title, ChartKind.Bars, [Numbered("", values)]);

    /// <summary>Creates a bar chart of several series, side by side, with their own x values.</summary>
    /// <param name="title">The title above the chart.</param>
    /// <param name="series">The bars, one series for each colour.</param>
    /// <exception cref="ArgumentException">A series has different numbers of x and y values.</exception>
    public static Chart Bars(string title, params IReadOnlyList<ChartSeries> series) => new(title, ChartKind.Bars, series);

    /// <summary>Creates a histogram, with bins of equal width.</summary>
    /// <param name="title">The title above the chart.</param>
    /// <param name="from">The lower end of the first bin.</param>
    /// <param name="to">The upper end of the last bin, which includes it. Numbers outside are not counted.</param>
    /// <param name="steps">The number of bins.</param>
    /// <param name="groups">Each group's name and numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no bin, or the ends are not finite and in ascending order.</exception>
    public static Chart Histogram(
        string title, double from, double to, int steps, params IEnumerable<(string Name, IEnumerable<double> Numbers)> groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        if (!double.IsFinite(to - from))
            throw new ArgumentOutOfRangeException(nameof(to), Language.Text($"Found bins from {from} to {to}, expected finite numbers."));
        double width = (to - from) / steps;
        double[] middles = [.. Enumerable.Range(0, steps).Select(step => from + ((step + 0.5) * width))];
        return new(title, ChartKind.Bars, [.. groups.Select(group => new ChartSeries(group.Name, middles, Count(group.Numbers)))]);

        double[] Count(IEnumerable<double> numbers)
        {
            double[] counts = new double[steps];
            foreach (double number in numbers.Where(number => number >= from && number <= to))
                counts[Math.Min(steps - 1, (int)((number - from) / width))]++;
            return counts;
        }
    }

    /// <summary>Creates a chart of points.</summary>
    /// <param name="title">The title above the chart.</param>
    /// <param name="series">The points, one series for each colour.</param>
    /// <exception cref="ArgumentException">A series has different numbers of x and y values.</exception>
    public static Chart Points(string title, params IReadOnlyList<ChartSeries> series) => new(title, ChartKind.Points, series);

    /// <summary>Draws the chart as an SVG picture.</summary>
    public string ToSvg() => SvgChart.Draw(this);

    /// <inheritdoc/>
    public string ToHtml() => SvgChart.Figure(ToSvg());

    /// <summary>The same chart with zoom and hover. Each time a notebook shows one, it adds the 3.6 MB of plotly.js to the file.</summary>
    public InteractiveChart Interactive() => new(this, InDetail is null ? this : this with { Series = InDetail() });

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() => ChartWords.Describe(this);

    private static ChartSeries Numbered(string name, IEnumerable<double> values)
    {
        double[] all = [.. values];
        return new ChartSeries(name, [.. Enumerable.Range(0, all.Length).Select(i => (double)i)], all);
    }
}

/// <summary>How a chart draws its values.</summary>
internal enum ChartKind
{
    /// <summary>A line through the values.</summary>
    Lines,

    /// <summary>A bar for each value.</summary>
    Bars,

    /// <summary>A point for each value.</summary>
    Points,
}
