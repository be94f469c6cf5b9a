using System.Globalization;
using System.Text;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>Draws a chart as SVG. It needs no script, so it is quick to redraw during a training run, and any page can show it.</summary>
/// <remarks>
/// Text has the page's own colour and lines are grey, so a chart is readable on light and on dark. No element has an id, because a page may hold many
/// charts. The hover text of a value is a title element, which browsers show by themselves.
/// </remarks>
internal static class SvgChart
{
    /// <summary>The width of every chart in pixels.</summary>
    public const double Width = 560;

    // The space for the labels of the vertical axis, unless a label needs more; and for the axis title beside the longest label.
    private const double LeastLeft = 58;
    private const double TitleWidth = 17;
    private const double LabelGap = 6;

    private const double Right = 12;
    private const double Above = 50;
    private const double Below = 44;
    private const double PlotHeight = 226;

    // With equal scales the height follows from the values, within these limits.
    private const double LeastPlotHeight = 100;
    private const double MaxPlotHeight = 380;

    private const double DigitWidth = 7;

    // The longest arrow head in pixels; half its angle; and the length below which an arrow is a dot.
    private const double MaxHead = 5;
    private const double HeadAngle = 0.45;
    private const double LeastArrow = 0.5;

    // A chart with more values has one hover text per series: nobody could point at a single value, and the file would grow.
    private const int MaxTitles = 500;

    /// <summary>Draws the chart as an SVG element.</summary>
    public static string Draw(Chart chart)
    {
        var plot = PlotOf(chart);
        var svg = Begin(chart.ToString(), Above + plot.Height + Below);
        AppendAxes(svg, chart, plot);
        AppendValues(svg, chart, plot, HasTitles(chart), isSmall: false);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>
    /// Draws a film as an SVG element. All charts share axes that span the values of each. Where animations do not run, the last chart is
    /// shown.
    /// </summary>
    /// <remarks>
    /// SMIL, "SVG Animations Level 2", needs no script and no id, and also runs in a picture of a page. Each frame's element is displayed
    /// from its own share of the loop to that of the next frame.
    /// </remarks>
    public static string Draw(ChartFilm film)
    {
        var all = film.Frames[0] with { Series = [.. film.Frames.SelectMany(frame => frame.Series)] };
        var plot = PlotOf(all);
        bool hasTitles = HasTitles(all);
        var svg = Begin(film.ToString(), Above + plot.Height + Below);
        AppendAxes(svg, all, plot);
        for (int i = 0; i < film.Frames.Count; i++)
        {
            svg.Append(i == film.Frames.Count - 1 ? "<g>" : """<g display="none">""");
            if (film.Frames.Count > 1)
                AppendTurn(svg, film, i);
            AppendValues(svg, film.Frames[i], plot, hasTitles, isSmall: !hasTitles);
            svg.Append("</g>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void AppendTurn(StringBuilder svg, ChartFilm film, int frame)
    {
        var (values, times) = frame switch
        {
            0 => ("inline;none", $"0;{Share(1)}"),
            _ when frame == film.Frames.Count - 1 => ("none;inline", $"0;{Share(frame)}"),
            _ => ("none;inline;none", $"0;{Share(frame)};{Share(frame + 1)}"),
        };
        svg.Append(CultureInfo.InvariantCulture, $"""<animate attributeName="display" calcMode="discrete" values="{values}" keyTimes="{times}" dur="{film.Loop.TotalSeconds:0.###}s" repeatCount="indefinite"/>""");

        string Share(int pauses) => (pauses * film.Pause / film.Loop).ToString("0.#####", CultureInfo.InvariantCulture);
    }

    /// <summary>Wraps a picture in the figure element that hosts show and the book's pages recognize.</summary>
    /// <param name="svg">An SVG element.</param>
    public static string Figure(string svg) => $"""<figure class="digitforge-chart" style="margin:0 0 8px 0">{svg}</figure>""";

    /// <summary>Begins an SVG element with the width of every chart.</summary>
    /// <param name="description">The text for a screen reader.</param>
    /// <param name="height">The picture's height.</param>
    public static StringBuilder Begin(string description, double height) => new StringBuilder().Append(
        CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{HtmlText.Escape(description)}" viewBox="0 0 {Width} {height:0.#}" width="{Width}" style="max-width:100%;height:auto;font:12px sans-serif">""");

    private static bool HasTitles(Chart chart) => chart.Series.Sum(series => series.Y.Count) <= MaxTitles;

    // Everything except the axes.
    private static void AppendValues(StringBuilder svg, Chart chart, Plot plot, bool hasTitles, bool isSmall)
    {
        AppendText(svg, 0, 14, "start", chart.Title, "font-weight:bold");
        if (!chart.NamesBeside)
            AppendLegend(svg, chart, plot);
        // A nested svg element clips its content at its edges, without a clip path, which would need an id.
        if (plot.IsCut)
            svg.Append(CultureInfo.InvariantCulture, $"""<svg x="{plot.Left:0.#}" y="{Above}" width="{plot.Width:0.#}" height="{plot.Height:0.#}" viewBox="{plot.Left:0.#} {Above} {plot.Width:0.#} {plot.Height:0.#}">""");
        for (int i = 0; i < chart.Series.Count; i++)
            AppendSeries(svg, chart, i, plot, hasTitles, isSmall);
        if (plot.IsCut)
            svg.Append("</svg>");
        if (chart.NamesBeside)
            AppendNames(svg, chart, plot);
    }

    private static Plot PlotOf(Chart chart)
    {
        var (x, y) = (HorizontalAxis(chart), VerticalAxis(chart));
        bool isCut = chart.XRange is not null || chart.YRange is not null || (chart.Top is not null && chart.Series.Any(series => series.Tips is not null));
        double left = LeftOf(chart, y);
        if (!chart.EqualScales)
            return new Plot(x, y, left, PlotHeight, isCut);
        double width = Width - left - Right;
        double unit = Math.Min(width / x.Range, MaxPlotHeight / y.Range);
        return new Plot(x.WidenTo(width / unit), y.WidenTo(LeastPlotHeight / unit), left, Math.Max(LeastPlotHeight, y.Range * unit), isCut);
    }

    // Far enough to the right that the longest label does not touch the axis title.
    private static double LeftOf(Chart chart, ChartAxis y)
    {
        double longest = y.Ticks().Select(tick => ChartAxis.Label(tick).Length * DigitWidth).DefaultIfEmpty().Max();
        return Math.Max(LeastLeft, longest + LabelGap + (chart.YTitle.Length > 0 ? TitleWidth : 0));
    }

    private static ChartAxis HorizontalAxis(Chart chart)
    {
        if (chart.XRange is { } range)
            return ChartAxis.Between(range.From, range.To);
        var places = Reaches(chart, series => series.X).Where(double.IsFinite).ToList();
        if (chart.Kind != ChartKind.Bars)
            return chart.LogX ? ChartAxis.Logarithmic(places) : ChartAxis.Around(places);
        var axis = ChartAxis.Around(places);
        double half = Spacing(places) / 2;
        return ChartAxis.Between(axis.From - half, places.DefaultIfEmpty(0.5).Max() + half);
    }

    private static ChartAxis VerticalAxis(Chart chart)
    {
        if (chart.YRange is { } range)
            return ChartAxis.Between(range.From, range.To);
        var values = Reaches(chart, series => series.Y);
        if (chart.LogY && chart.Kind != ChartKind.Bars)
            return ChartAxis.Logarithmic(values, chart.Top);
        var axis = ChartAxis.Around(chart.Kind == ChartKind.Points ? values : values.Append(0));
        return chart.Top is { } top && double.IsFinite(top) && top > axis.From ? ChartAxis.Between(axis.From, top) : axis;
    }

    // The values of one axis, and the extent of all outlines around the points.
    private static IEnumerable<double> Reaches(Chart chart, Func<ChartSeries, IReadOnlyList<double>> values) =>
        chart.Series.SelectMany(series => (series.Tips ?? series.Outlines()) is { } outlines ? values(series).Concat(values(outlines)) : values(series));

    private static void AppendLegend(StringBuilder svg, Chart chart, Plot plot)
    {
        double left = plot.Left;
        for (int i = 0; i < chart.Series.Count; i++)
        {
            string name = chart.Series[i].Name;
            if (name.Length == 0)
                continue;
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left:F1}" y="28" width="12" height="8" fill="{ChartColours.At(i)}"/>""");
            AppendText(svg, left + 16, 36, "start", name);
            left += 34 + TextWidth(name);
        }
    }

    private static void AppendNames(StringBuilder svg, Chart chart, Plot plot)
    {
        var named = chart.Series.SelectMany(series => series.X.Zip(series.Y).Where(place => plot.Has(place.First, place.Second)).Take(1)
            .Select(place => (series.Name, X: plot.Across(place.First), Y: plot.Down(place.Second)))).ToList();
        var places = new ChartNames(plot.Left, Above, plot.Width, plot.Height, named.Select(one => (one.X, one.Y)));
        foreach (var (name, x, y) in named)
        {
            var place = places.Find(x, y, TextWidth(name));
            AppendText(svg, place.X, place.Y, place.Anchor, name);
        }
    }

    // An estimate for a text of 12 pixels. Chinese characters are as wide as they are high.
    private static double TextWidth(string text) => text.Sum(letter => letter >= '\u2e80' ? 12 : 6.5);

    private static void AppendAxes(StringBuilder svg, Chart chart, Plot plot)
    {
        foreach (double tick in plot.Y.Ticks())
        {
            double at = plot.Down(tick);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{plot.Left:0.#}" x2="{Width - Right}" y1="{at:F1}" y2="{at:F1}" stroke="#999" stroke-opacity="0.35"/>""");
            AppendText(svg, plot.Left - LabelGap, at + 4, "end", ChartAxis.Label(tick));
        }

        foreach (double tick in plot.X.Ticks(chart.CountsThings ? 1 : 0))
        {
            string label = ChartAxis.Label(tick);
            // A long text at the right edge is moved to the left, because the picture clips what is outside.
            AppendText(svg, Math.Min(plot.Across(tick), Width - (DigitWidth / 2 * label.Length)), Above + plot.Height + 16, "middle", label);
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{plot.Left:0.#}" y="{Above}" width="{plot.Width:0.#}" height="{plot.Height:0.#}" fill="none" stroke="#999"/>""");
        AppendText(svg, plot.Left + (plot.Width / 2), Above + plot.Height + Below - 8, "middle", chart.XTitle);
        AppendText(svg, 0, 0, "middle", chart.YTitle, transform: string.Create(
            CultureInfo.InvariantCulture, $"translate(12 {Above + (plot.Height / 2):0.#}) rotate(-90)"));
    }

    private static void AppendSeries(StringBuilder svg, Chart chart, int index, Plot plot, bool hasTitles, bool isSmall)
    {
        var series = chart.Series[index];
        string colour = ChartColours.At(index);
        var places = series.X.Zip(series.Y, (at, value) => (X: at, Y: value)).Where(place => plot.Has(place.X, place.Y)).ToList();
        svg.Append("<g>").Append(hasTitles ? "" : Title(series.Name));
        switch (chart.Kind)
        {
            case var _ when series.Tips is { } tips:
                AppendArrows(svg, series, tips, plot, colour);
                foreach (var ((atX, atY), (tipX, tipY)) in Arrows(series, tips).Where(_ => hasTitles))
                    svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{plot.Across(atX):F1}" cy="{plot.Down(atY):F1}" r="5" fill-opacity="0">{TitleOf(atX, atY, $"\u2192 {ChartAxis.Label(tipX - atX)}, {ChartAxis.Label(tipY - atY)}")}</circle>""");
                break;
            case ChartKind.Lines:
                AppendLines(svg, series, plot, colour);
                // These are invisible: they only provide the hover text.
                foreach (var place in places.Where(_ => hasTitles))
                    svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{plot.Across(place.X):F1}" cy="{plot.Down(place.Y):F1}" r="5" fill-opacity="0">{TitleOf(place.X, place.Y)}</circle>""");
                break;
            case ChartKind.Points:
                foreach (var (atX, atY, radius) in series.X.Zip(series.Y, series.Radii).Where(circle => double.IsFinite(circle.First + circle.Second + circle.Third)))
                    svg.Append(CultureInfo.InvariantCulture, $"""<ellipse cx="{plot.Across(atX):F1}" cy="{plot.Down(atY):F1}" rx="{plot.Across(atX + radius) - plot.Across(atX):F1}" ry="{plot.Down(atY) - plot.Down(atY + radius):F1}" fill="{colour}" fill-opacity="0.12" stroke="{colour}" stroke-opacity="0.6"/>""");
                if (series.Radii.Count == 0 && series.Outlines() is { } ellipses)
                    AppendLines(svg, ellipses, plot, colour);
                if (isSmall)
                    AppendDots(svg, places, plot, colour);
                foreach (var place in places.Where(_ => !isSmall))
                    svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{plot.Across(place.X):F1}" cy="{plot.Down(place.Y):F1}" r="3" fill="{colour}" fill-opacity="0.7">{TitleOf(place.X, place.Y)}</circle>""");
                break;
            case ChartKind.Bars:
                double spacing = Spacing(chart.Series.SelectMany(one => one.X).Where(double.IsFinite));
                double width = plot.Width / plot.X.Range * spacing * 0.85 / chart.Series.Count;
                foreach (var place in places)
                {
                    double left = plot.Across(place.X) + ((index - (chart.Series.Count / 2.0)) * width);
                    double top = Math.Min(plot.Down(place.Y), plot.Down(0));
                    svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left:F1}" y="{top:F1}" width="{width:F1}" height="{Math.Abs(plot.Down(0) - plot.Down(place.Y)):F1}" fill="{colour}">{TitleOf(place.X, place.Y)}</rect>""");
                }

                break;
        }

        svg.Append("</g>");

        string TitleOf(double at, double value, string more = "") =>
            !hasTitles ? "" : Title(series.Name, Named(chart.XTitle, at), Named(chart.YTitle, value), more);
    }

    private static IEnumerable<((double X, double Y) From, (double X, double Y) To)> Arrows(ChartSeries series, ChartSeries tips) =>
        series.X.Zip(series.Y).Zip(tips.X.Zip(tips.Y)).Where(arrow => double.IsFinite(arrow.First.First) && double.IsFinite(arrow.First.Second)
            && double.IsFinite(arrow.Second.First) && double.IsFinite(arrow.Second.Second));

    // One path, because there may be thousands of arrows: from the beginning to the tip and on to one end of the head, and from its other
    // end to the tip. A line of length 0 is a dot, because its ends are round.
    private static void AppendArrows(StringBuilder svg, ChartSeries series, ChartSeries tips, Plot plot, string colour)
    {
        var path = new SvgPath();
        foreach (var (from, to) in Arrows(series, tips))
        {
            var (across, down) = (plot.Across(to.X) - plot.Across(from.X), plot.Down(to.Y) - plot.Down(from.Y));
            path.Append('M', plot.Across(from.X), plot.Down(from.Y)).Append('l', across, down);
            double length = Math.Sqrt((across * across) + (down * down));
            if (length < LeastArrow)
                continue;
            double share = Math.Min(MaxHead, length / 2) / length;
            var (one, other) = (Turned(HeadAngle), Turned(-HeadAngle));
            path.Append(' ', one.Across, one.Down).Append('m', other.Across - one.Across, other.Down - one.Down).Append('l', -other.Across, -other.Down);

            // A step from the tip back along the arrow, rotated by an angle.
            (double Across, double Down) Turned(double angle) => (
                -share * ((across * Math.Cos(angle)) - (down * Math.Sin(angle))),
                -share * ((across * Math.Sin(angle)) + (down * Math.Cos(angle))));
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<path fill="none" stroke="{colour}" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round" d="{path}"/>""");
    }

    // Lines of length 0, whose round ends make them dots: a sixth of the text of as many circles.
    private static void AppendDots(StringBuilder svg, IEnumerable<(double X, double Y)> places, Plot plot, string colour)
    {
        var path = new SvgPath();
        foreach (var (x, y) in places)
            path.Append('M', plot.Across(x), plot.Down(y)).Append("h0");
        svg.Append(CultureInfo.InvariantCulture, $"""<path fill="none" stroke="{colour}" stroke-width="6" stroke-linecap="round" d="{path}"/>""");
    }

    // A value between two gaps is a line of length 0, which round ends turn into a dot.
    private static void AppendLines(StringBuilder svg, ChartSeries series, Plot plot, string colour)
    {
        foreach (var run in series.Runs(plot.Has))
        {
            var points = (run.Count > 1 ? run : [run[0], run[0]]).Select(place => string.Create(CultureInfo.InvariantCulture, $"{plot.Across(place.X):F1},{plot.Down(place.Y):F1}"));
            string ends = run.Count > 1 ? "" : " stroke-linecap=\"round\"";
            svg.Append(CultureInfo.InvariantCulture, $"""<polyline fill="none" stroke="{colour}" stroke-width="1.6"{ends} points="{string.Join(' ', points)}"/>""");
        }
    }

    /// <summary>The hover text of an element. Empty lines are left out.</summary>
    public static string Title(params IEnumerable<string> lines) =>
        string.Join('\n', lines.Where(line => line.Length > 0)) is { Length: > 0 } text ? $"<title>{HtmlText.Escape(text)}</title>" : "";

    private static string Named(string name, double value) => name.Length == 0 ? ChartAxis.Label(value) : Language.Text($"{name}: {ChartAxis.Label(value)}");

    // The distance between neighbouring bars. It is finite, even if they are further apart than the largest number.
    private static double Spacing(IEnumerable<double> finitePlaces)
    {
        var places = finitePlaces.Distinct().Order().ToList();
        return places.Count < 2 ? 1 : Math.Min(double.MaxValue, places.Zip(places.Skip(1), (one, next) => next - one).Min());
    }

    /// <summary>Appends a text in the page's own colour.</summary>
    public static void AppendText(StringBuilder svg, double x, double y, string anchor, string text, string style = "", string transform = "")
    {
        if (text.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}" fill="currentColor"{Attribute("style", style)}{Attribute("transform", transform)}>{HtmlText.Escape(text)}</text>""");
    }

    private static string Attribute(string name, string value) => value.Length == 0 ? "" : $" {name}=\"{value}\"";

    /// <summary>Maps values to positions in the picture.</summary>
    /// <param name="X">The horizontal axis.</param>
    /// <param name="Y">The vertical axis.</param>
    /// <param name="Left">The left edge of the plot, in pixels.</param>
    /// <param name="Height">The height of the plot, in pixels.</param>
    /// <param name="IsCut">Whether values outside are drawn there and clipped; otherwise they are moved to the edge.</param>
    private readonly record struct Plot(ChartAxis X, ChartAxis Y, double Left, double Height, bool IsCut)
    {
        public double Width => SvgChart.Width - Left - Right;

        // In heights and widths of the plot. Values further outside are moved to this limit, so that no number in the picture is huge.
        private double Beyond => IsCut ? 20 : 0;

        public bool Has(double x, double y) => X.Has(x) && Y.Has(y);

        public double Across(double value) => Left + (Width * X.Place(value, Beyond));

        public double Down(double value) => Above + (Height * (1 - Y.Place(value, Beyond)));
    }
}

/// <summary>The text of a path, with few decimals and without unnecessary characters.</summary>
internal sealed class SvgPath
{
    private readonly StringBuilder text = new();

    /// <summary>Appends a command with a position or a step.</summary>
    /// <param name="command">The command's letter; a blank repeats the previous command.</param>
    /// <param name="x">The x coordinate, to the right, in pixels.</param>
    /// <param name="y">The y coordinate, down, in pixels.</param>
    public SvgPath Append(char command, double x, double y)
    {
        string across = Short(x);
        if (command != ' ' || across[0] != '-')
            text.Append(command);
        string down = Short(y);
        text.Append(across).Append(down[0] == '-' ? "" : " ").Append(down);
        return this;
    }

    /// <summary>Appends commands as they are.</summary>
    public SvgPath Append(string commands)
    {
        text.Append(commands);
        return this;
    }

    /// <summary>The path's text.</summary>
    public override string ToString() => text.ToString();

    private static string Short(double pixels)
    {
        string number = pixels.ToString("#.#", CultureInfo.InvariantCulture);
        return number is "" or "-" ? "0" : number;
    }
}

/// <summary>An axis of a chart: the values at its ends, and the ticks between them.</summary>
/// <param name="From">The value at the left or lower end.</param>
/// <param name="To">The value at the right or upper end.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal factors. The ends are then exponents of ten: -1 stands for 0.1.</param>
internal readonly record struct ChartAxis(double From, double To, bool IsLogarithmic = false)
{
    private const int MaxSteps = 6;

    // If the axis has this many powers of ten, nothing between them needs a label.
    private const int EnoughPowers = 3;

    // No end lies beyond this value, so that the range of an axis is finite.
    private const double Largest = double.MaxValue / 2;

    // In a smaller range the steps between ticks would be denormal numbers.
    private const double LeastRange = 1e-300;

    // Values with a smaller relative difference differ only by rounding, such as 0.1 + 0.2 and 0.3.
    private const double LeastRelativeRange = 1e-9;

    private static readonly double[] RoundFactors = [1, 2, 5, 10];

    private static readonly double[] RoundExponents = [0, Math.Log10(2), Math.Log10(5)];

    /// <summary>The axis that spans all finite values; from 0 to 1 if there are none.</summary>
    public static ChartAxis Around(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToList();
        return finite.Count == 0 ? new ChartAxis(0, 1) : Between(finite.Min(), finite.Max());
    }

    /// <summary>The axis from one value to a higher one. If the two are almost equal, it is made wide enough for ticks.</summary>
    /// <param name="from">The lower end.</param>
    /// <param name="to">The upper end.</param>
    public static ChartAxis Between(double from, double to)
    {
        from = Math.Clamp(from, -Largest, Largest);
        to = Math.Clamp(to, -Largest, Largest);
        double magnitude = Math.Max(Math.Abs(from), Math.Abs(to));
        double leastRange = Math.Max(LeastRange, LeastRelativeRange * magnitude);
        if (to - from > leastRange)
            return new ChartAxis(from, to);
        return leastRange < 1 ? new ChartAxis(from, from + 1) : new ChartAxis(from - (magnitude / 10), to + (magnitude / 10));
    }

    /// <summary>The logarithmic axis that spans all values above 0. Each end is 1, 2 or 5 times a power of ten.</summary>
    /// <param name="values">The values.</param>
    /// <param name="top">The upper end, if it is given; ignored if it is not above the lower end.</param>
    public static ChartAxis Logarithmic(IEnumerable<double> values, double? top = null)
    {
        var exponents = values.Select(Math.Log10).Where(double.IsFinite).ToList();
        if (exponents.Count == 0)
            return new ChartAxis(0, 1, IsLogarithmic: true);
        double from = Ladder(exponents.Min() - 1, exponents.Min()).Last();
        double to = Ladder(exponents.Max(), Math.Max(exponents.Max(), from) + 1).First(exponent => exponent > from);
        return new ChartAxis(from, top is { } end && double.IsFinite(Math.Log10(end)) && Math.Log10(end) > from ? Math.Log10(end) : to, IsLogarithmic: true);
    }

    /// <summary>Requires that the given ends of an axis are finite and in ascending order.</summary>
    /// <param name="ends">The ends; null if they follow from the values.</param>
    /// <param name="name">The parameter's name, for the message.</param>
    /// <exception cref="ArgumentException">The ends are not finite, or not in ascending order.</exception>
    public static (double From, double To)? Require((double From, double To)? ends, string name) =>
        ends is not { } given || (double.IsFinite(given.To - given.From) && given.From < given.To)
            ? ends
            : throw new ArgumentException(Language.Text($"Found an axis from {given.From} to {given.To}, expected finite numbers in order."), name);

    /// <summary>The distance between the ends; on a logarithmic axis in powers of ten.</summary>
    public double Range => To - From;

    /// <summary>The axis with the same centre and at least this range.</summary>
    public ChartAxis WidenTo(double range)
    {
        double more = Math.Max(0, range - Range) / 2;
        return more > 0 ? Between(From - more, To + more) with { IsLogarithmic = IsLogarithmic } : this;
    }

    /// <summary>The position of a value: 0 at one end, 1 at the other. A value too far outside is moved towards the nearer end.</summary>
    /// <param name="value">The value.</param>
    /// <param name="beyond">How far outside it may lie, in ranges of the axis.</param>
    public double Place(double value, double beyond = 0) => Math.Clamp(((IsLogarithmic ? Math.Log10(Math.Max(value, 0)) : value) - From) / Range, -beyond, 1 + beyond);

    /// <summary>Whether the axis can show a value: it must be finite, and above 0 on a logarithmic axis.</summary>
    public bool Has(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    /// <summary>
    /// Round values within the axis, at most seven, spaced by 1, 2 or 5 times a power of ten. On a logarithmic axis they are powers of ten, and also
    /// 2 and 5 times these if there are few.
    /// </summary>
    /// <param name="smallest">The smallest distance between them; a logarithmic axis ignores it.</param>
    public IEnumerable<double> Ticks(double smallest = 0) => IsLogarithmic ? Powers() : Steps(smallest);

    private IEnumerable<double> Powers()
    {
        int[] powers = [.. Ladder(From, To).Where(double.IsInteger).Select(exponent => (int)exponent)];
        if (powers.Length < EnoughPowers)
            return Ladder(From, To).Select(exponent => Math.Pow(10, exponent));
        int every = (powers.Length + MaxSteps) / (MaxSteps + 1);
        return powers.Where((_, i) => i % every == 0).Select(power => Math.Pow(10, power));
    }

    // The logarithms of 1, 2 and 5 times each power of ten, from one end to the other.
    private static IEnumerable<double> Ladder(double from, double to) =>
        Enumerable.Range((int)Math.Floor(from) - 1, (int)(to - from) + 4).SelectMany(power => RoundExponents.Select(part => power + part))
            .Where(exponent => exponent >= from - 1e-9 && exponent <= to + 1e-9);

    private IEnumerable<double> Steps(double smallest)
    {
        double least = Math.Max(smallest, Range / MaxSteps);
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double step = power * RoundFactors.FirstOrDefault(factor => factor * power >= least * (1 - 1e-9), RoundFactors[^1]);
        double first = Math.Ceiling((From / step) - 1e-9);
        double last = Math.Floor((To / step) + 1e-9);
        for (int i = 0; i <= Math.Min(last - first, MaxSteps); i++)
            yield return (first + i) * step;
    }

    /// <summary>Formats a tick's value as a short label.</summary>
    public static string Label(double value) => Math.Abs(value) switch
    {
        // In scientific notation if the digits would fill the chart or round to zero.
        >= 1e12 or (> 0 and < 1e-11) => value.ToString("G4", Language.Numbers),
        _ => Math.Round(value, 12) switch
        {
            0 => "0",
            var large when Math.Abs(large) >= 1000 => large.ToString("N0", Language.Numbers),
            var small => small.ToString("G4", Language.Numbers),
        },
    };
}

/// <summary>The colours of a chart's series. Most eyes can tell them apart, and they are readable on white and on black.</summary>
internal static class ChartColours
{
    // Okabe and Ito, "Color Universal Design" (2008), without black and yellow, plus four more for ten digits. Those were chosen to be far from the
    // others and from each other, both as they are and as colour-blind eyes see them (Machado et al. 2009, IEEE TVCG 15(6)).
    private static readonly string[] All =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#5030f0", "#d02040", "#7a4a2a", "#d0a060"];

    /// <summary>The colour of a series.</summary>
    /// <param name="index">The index of the series, from 0. After the last colour the first is used again.</param>
    public static string At(int index) => All[index % All.Length];
}
