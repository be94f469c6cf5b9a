using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>
/// A chart: an SVG picture, which every host shows without a script and a saved notebook keeps in a few kilobytes. Where there are not too many
/// values, pointing at one shows it. <see cref="Interactive"/> is the same chart with zoom.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Chart : IHtmlView
{
    private Chart(string title, ChartKind kind, IReadOnlyList<ChartSeries> series)
    {
        foreach (var one in series.Where(one => one.X.Count != one.Y.Count))
            throw new ArgumentException(Language.Text($"The series '{one.Name}' has {one.Y.Count} values at {one.X.Count} places, expected as many."), nameof(series));
        if (kind == ChartKind.Bars && series.FirstOrDefault(one => one.Tips is not null) is { } arrows)
            throw new ArgumentException(Language.Text($"The series '{arrows.Name}' has arrows, expected bars: arrows are for charts of lines or points."), nameof(series));
        (Title, Kind, Series) = (title, kind, series);
    }

    /// <summary>The line above the chart.</summary>
    public string Title { get; }

    /// <summary>How the values are drawn.</summary>
    internal ChartKind Kind { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<ChartSeries> Series { get; internal init; }

    /// <summary>The title of the horizontal axis.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>The title of the vertical axis: what the values are, and their unit.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>The value at the upper edge; by default the largest there is. One that is not finite, or not above the lower edge, is ignored.</summary>
    public double? Top { get; init; }

    /// <summary>
    /// The values at the left and the right edge; by default the least and the largest there are. What lies outside is cut off. On equal scales
    /// there may be room for more, on both sides.
    /// </summary>
    /// <exception cref="ArgumentException">The values are not finite and in order.</exception>
    public (double From, double To)? XRange
    {
        get;
        init => field = ChartAxis.Require(value, nameof(XRange));
    }

    /// <summary>The values at the lower and the upper edge, as <see cref="XRange"/>; they go before <see cref="Top"/>.</summary>
    /// <exception cref="ArgumentException">The values are not finite and in order.</exception>
    public (double From, double To)? YRange
    {
        get;
        init => field = ChartAxis.Require(value, nameof(YRange));
    }

    /// <summary>Whether one unit is as long on both axes, as on a map, so that a circle is round. The picture is then as high as that takes.</summary>
    public bool EqualScales { get; init; }

    /// <summary>
    /// Whether equal steps to the right are equal factors, as from 1 to 10 to 100. What is not above 0 has no place there and is left out. A
    /// chart of bars ignores it, and one with an <see cref="XRange"/>.
    /// </summary>
    public bool LogX { get; init; }

    /// <summary>The same for the vertical axis, from bottom to top; a chart with a <see cref="YRange"/> ignores it.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether each series' name stands beside its first value, in place of the legend: for points of which each has a name.</summary>
    public bool NamesBeside { get; init; }

    /// <summary>More values of the same, for a reader who zooms in; null where the chart has them all.</summary>
    internal Func<IReadOnlyList<ChartSeries>>? InDetail { get; init; }

    /// <summary>Whether its bars stand at integers, so that there is nothing to label between them.</summary>
    internal bool CountsThings => Kind == ChartKind.Bars && Series.All(one => one.X.All(double.IsInteger));

    /// <summary>Lines from point to point.</summary>
    /// <param name="title">The line above the chart.</param>
    /// <param name="lines">Each line's name and values; the first value stands at 0, the next at 1, and so on.</param>
    public static Chart Lines(string title, params IEnumerable<(string Name, IEnumerable<double> Values)> lines) =>
        new(title, ChartKind.Lines, [.. lines.Select(line => Numbered(line.Name, line.Values))]);

    /// <summary>Lines from point to point, with x values of their own.</summary>
    /// <param name="title">The line above the chart.</param>
    /// <param name="series">The lines.</param>
    /// <exception cref="ArgumentException">A line has not as many y values as x values.</exception>
    public static Chart Lines(string title, params IReadOnlyList<ChartSeries> series) => new(title, ChartKind.Lines, series);

    /// <summary>A bar for each value.</summary>
    /// <param name="title">The line above the chart.</param>
    /// <param name="values">The values; the first bar stands at 0, the next at 1, and so on.</param>
    public static Chart Bars(string title, IEnumerable<double> values) => new(title, ChartKind.Bars, [Numbered("", values)]);

    /// <summary>Bars of several colours, side by side, with x values of their own.</summary>
    /// <param name="title">The line above the chart.</param>
    /// <param name="series">The bars of each colour.</param>
    /// <exception cref="ArgumentException">There are not as many y values as x values.</exception>
    public static Chart Bars(string title, params IReadOnlyList<ChartSeries> series) => new(title, ChartKind.Bars, series);

    /// <summary>A histogram: how many numbers fall into each of some bins of equal width.</summary>
    /// <param name="title">The line above the chart.</param>
    /// <param name="from">The lower end of the first bin.</param>
    /// <param name="to">The upper end of the last bin, which includes it. Numbers outside are not counted.</param>
    /// <param name="steps">How many bins.</param>
    /// <param name="groups">Each group's name and numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no bin, or the ends are not finite and in order.</exception>
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

    /// <summary>A dot for each value.</summary>
    /// <param name="title">The line above the chart.</param>
    /// <param name="series">The dots of each colour.</param>
    /// <exception cref="ArgumentException">There are not as many y values as x values.</exception>
    public static Chart Points(string title, params IReadOnlyList<ChartSeries> series) => new(title, ChartKind.Points, series);

    /// <summary>The chart as an SVG picture.</summary>
    public string ToSvg() => SvgChart.Draw(this);

    /// <inheritdoc/>
    public string ToHtml() => SvgChart.Figure(ToSvg());

    /// <summary>The chart to zoom into and to hover over. Shown in a notebook, it adds the 3.6 MB of plotly.js to the file, each time.</summary>
    public InteractiveChart Interactive() => new(this, InDetail is null ? this : this with { Series = InDetail() });

    /// <summary>One line for a console, which shows no pictures.</summary>
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
    /// <summary>A line from point to point.</summary>
    Lines,

    /// <summary>A bar for each value.</summary>
    Bars,

    /// <summary>A dot for each value.</summary>
    Points,
}
