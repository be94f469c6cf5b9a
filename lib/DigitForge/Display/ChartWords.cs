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
        return Language.Text($"{axes}: {string.Join(Language.Text("; "), series)}");
    }

    private static string Describe(ChartKind kind, List<(double X, double Y)> points)
    {
        var (first, last) = (points[0], points[^1]);
        var (lowest, highest) = (points.MinBy(point => point.Y), points.MaxBy(point => point.Y));
        if (kind == ChartKind.Points)
        {
            return points.Count == 1
                ? Language.Text($"{first.Y:G3} at {first.X:G3}")
                : Language.Text($"{points.Count:N0} points, from {points.Min(point => point.X):G3} to {points.Max(point => point.X):G3} across and from {lowest.Y:G3} to {highest.Y:G3} up");
        }

        if (points.Count == 1)
            return Language.Text($"{first.Y:G3} at {first.X:G3}");
        if (lowest.Y == highest.Y)
            return Language.Text($"{first.Y:G3} everywhere");
        if (kind == ChartKind.Bars)
        {
            return points.Count <= MostBars
                ? string.Join(Language.Text(", "), points.Select(point => Language.Text($"{point.Y:G3} at {point.X:G3}")))
                : Language.Text($"{points.Count:N0} bars, the highest {highest.Y:G3} at {highest.X:G3}");
        }

        return lowest.Y == Math.Min(first.Y, last.Y) && highest.Y == Math.Max(first.Y, last.Y)
            ? Language.Text($"from {first.Y:G3} to {last.Y:G3}")
            : Language.Text($"from {first.Y:G3} to {last.Y:G3}, lowest {lowest.Y:G3} at {lowest.X:G3}, highest {highest.Y:G3} at {highest.X:G3}");
    }

    private static List<(double X, double Y)> Finite(ChartSeries series) =>
        [.. series.X.Zip(series.Y).Where(point => double.IsFinite(point.First) && double.IsFinite(point.Second))];
}
