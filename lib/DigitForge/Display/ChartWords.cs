using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>Describes a chart in words for a reader who cannot see it: its title, its axes, and the course of each series.</summary>
internal static class ChartWords
{
    // A list of more bars would be too long to listen to.
    private const int MostBars = 12;

    /// <summary>Describes the chart in one line.</summary>
    public static string Describe(Chart chart)
    {
        string axes = (chart.XTitle.Length > 0, chart.YTitle.Length > 0) switch
        {
            (true, true) => Language.Text($"{chart.Title} (across: {chart.XTitle}; up: {chart.YTitle})"),
            (true, false) => Language.Text($"{chart.Title} (across: {chart.XTitle})"),
            (false, true) => Language.Text($"{chart.Title} (up: {chart.YTitle})"),
            (false, false) => chart.Title,
        };
        var series = chart.Series.Select(one => (one.Name, Points: Finite(one))).Where(one => one.Points.Count > 0)
            .Select(one => $"{one.Name} {Describe(chart.Kind, one.Points)}".TrimStart());
        return Language.Text($"{axes}: {Language.Join("; ", series)}");
    }

    private static string Describe(ChartKind kind, List<(double X, double Y)> points)
    {
        var (first, last) = (points[0], points[^1]);
        var (lowest, highest) = (points.MinBy(point => point.Y), points.MaxBy(point => point.Y));
        if (kind == ChartKind.Points)
        {
            return points.Count == 1
                ? Language.Text($"{Number(first.Y)} at {Number(first.X)}")
                : Language.Text($"{points.Count:N0} points, from {Number(points.Min(point => point.X))} to {Number(points.Max(point => point.X))} across and from {Number(lowest.Y)} to {Number(highest.Y)} up");
        }

        if (points.Count == 1)
            return Language.Text($"{Number(first.Y)} at {Number(first.X)}");
        if (lowest.Y == highest.Y)
            return Language.Text($"{Number(first.Y)} everywhere");
        if (kind == ChartKind.Bars)
        {
            return points.Count <= MostBars
                ? Language.Join(", ", points.Select(point => Language.Text($"{Number(point.Y)} at {Number(point.X)}")))
                : Language.Text($"{points.Count:N0} bars, the highest {Number(highest.Y)} at {Number(highest.X)}");
        }

        return lowest.Y == Math.Min(first.Y, last.Y) && highest.Y == Math.Max(first.Y, last.Y)
            ? Language.Text($"from {Number(first.Y)} to {Number(last.Y)}")
            : Language.Text($"from {Number(first.Y)} to {Number(last.Y)}, lowest {Number(lowest.Y)} at {Number(lowest.X)}, highest {Number(highest.Y)} at {Number(highest.X)}");
    }

    // Three digits say enough. Adding 0 turns -0 into 0.
    private static string Number(double value)
    {
        value += 0;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(Math.Abs(value), 1))) - 2);
        double rounded = Math.Round(value / unit) * unit;
        return Math.Abs(rounded) < 1_000 ? Language.Text($"{value:G3}") : Language.Text($"{rounded:N0}");
    }

    private static List<(double X, double Y)> Finite(ChartSeries series) =>
        [.. series.X.Zip(series.Y).Where(point => double.IsFinite(point.First) && double.IsFinite(point.Second))];
}
