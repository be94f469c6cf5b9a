using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>One line of a chart, or the bars or points of one colour.</summary>
/// <param name="Name">What it shows; may be empty if it is the only series.</param>
/// <param name="X">The x values.</param>
/// <param name="Y">The y values, one for each x value. NaN leaves a gap.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    private const int Corners = 72;

    private ChartSeries? ellipses;

    /// <summary>The radius of the circle around each point, in the units of the axes; empty if there are no circles.</summary>
    internal IReadOnlyList<double> Radii { get; private init; } = [];

    /// <summary>The tip of each point's arrow; null if there are no arrows. NaN if a point has no arrow.</summary>
    internal ChartSeries? Tips { get; private init; }

    /// <summary>Creates points with a circle around each, such as balls seen from above.</summary>
    /// <param name="name">The series' name.</param>
    /// <param name="x">The x values.</param>
    /// <param name="y">The y values.</param>
    /// <param name="radii">The radius of each circle, in the units of the axes: 0 or more.</param>
    /// <exception cref="ArgumentException">There are not as many radii as points.</exception>
    public static ChartSeries Circles(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> radii)
    {
        if (radii.Count != x.Count)
            throw new ArgumentException(Language.Text($"The series '{name}' has {radii.Count} radii and {x.Count} points, expected the same number."), nameof(radii));
        return new ChartSeries(name, x, y) { Radii = radii };
    }

    /// <summary>
    /// Creates points, and two ellipses that show the normal distribution fitted to them, at one and two standard deviations from its mean. In such
    /// a distribution, 39 % of the points lie in the inner ellipse and 86 % in the outer.
    /// </summary>
    /// <param name="name">The series' name.</param>
    /// <param name="x">The x values, at least two.</param>
    /// <param name="y">The y values, one for each x value.</param>
    /// <exception cref="ArgumentException">There are fewer than two points, or different numbers of x and y values.</exception>
    public static ChartSeries Ellipses(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count < 2 || y.Count != x.Count)
            throw new ArgumentException(Language.Text($"The series '{name}' has {y.Count} y values and {x.Count} x values, expected the same number, at least 2."), nameof(y));
        var (middleX, middleY) = (x.Average(), y.Average());
        // The covariance is L L', with L lower triangular (Cholesky). L maps a circle of radius 1 to the ellipse of one standard deviation.
        double first = Math.Sqrt(Covariance(x, x));
        double slope = first > 0 ? Covariance(x, y) / first : 0;
        double second = Math.Sqrt(Math.Max(0, Covariance(y, y) - (slope * slope)));
        return new ChartSeries(name, x, y)
        {
            ellipses = Rings(name, [1, 2], (deviations, sine, cosine) =>
                (middleX + (deviations * first * cosine), middleY + (deviations * ((slope * cosine) + (second * sine))))),
        };

        static double Covariance(IReadOnlyList<double> one, IReadOnlyList<double> other)
        {
            var (oneMiddle, otherMiddle) = (one.Average(), other.Average());
            return one.Zip(other, (a, b) => (a - oneMiddle) * (b - otherMiddle)).Sum() / (one.Count - 1);
        }
    }

    /// <summary>
    /// Creates arrows, for example a velocity field, for <see cref="Chart.Lines(string, IReadOnlyList{ChartSeries})"/> and
    /// <see cref="Chart.Points"/>. An arrow of length 0 is a dot.
    /// </summary>
    /// <param name="name">The series' name.</param>
    /// <param name="x">The x values of the arrows' beginnings.</param>
    /// <param name="y">The y values of the arrows' beginnings.</param>
    /// <param name="dx">The arrows' extents to the right, in the units of the axis. NaN leaves an arrow out.</param>
    /// <param name="dy">The arrows' extents upwards, in the units of the axis.</param>
    /// <exception cref="ArgumentException">The numbers of values differ.</exception>
    public static ChartSeries Arrows(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> dx, IReadOnlyList<double> dy)
    {
        if (y.Count != x.Count || dx.Count != x.Count || dy.Count != x.Count)
            throw new ArgumentException(Language.Text($"The series '{name}' has {y.Count} y, {dx.Count} dx and {dy.Count} dy values for {x.Count} x values, expected the same number of each."), nameof(dx));
        return new ChartSeries(name, x, y)
        {
            Tips = new ChartSeries(name, [.. x.Zip(dx, (at, reach) => at + reach)], [.. y.Zip(dy, (at, reach) => at + reach)]),
        };
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Name} {Y.Count:N0} values").TrimStart();

    /// <summary>The outlines around the points, as lines separated by gaps; null if there are none.</summary>
    internal ChartSeries? Outlines() => Radii.Count == 0
        ? ellipses
        : Rings(Name, Enumerable.Range(0, Radii.Count), (i, sine, cosine) => (X[i] + (Radii[i] * cosine), Y[i] + (Radii[i] * sine)));

    /// <summary>The points of each line, from one gap to the next.</summary>
    /// <param name="hasPlace">Whether a point can be drawn; by default every finite one can.</param>
    internal IEnumerable<IReadOnlyList<(double X, double Y)>> Runs(Func<double, double, bool>? hasPlace = null)
    {
        hasPlace ??= (x, y) => double.IsFinite(x) && double.IsFinite(y);
        var run = new List<(double X, double Y)>();
        foreach (var place in X.Zip(Y))
        {
            if (hasPlace(place.First, place.Second))
            {
                run.Add(place);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0)
            yield return run;
    }

    private static ChartSeries Rings<T>(string name, IEnumerable<T> rings, Func<T, double, double, (double X, double Y)> corner)
    {
        var corners = rings.SelectMany(ring => Enumerable.Range(0, Corners + 1).Select(i => 2 * Math.PI * i / Corners)
            .Select(angle => corner(ring, Math.Sin(angle), Math.Cos(angle))).Append((X: double.NaN, Y: double.NaN))).ToList();
        return new ChartSeries(name, [.. corners.Select(place => place.X)], [.. corners.Select(place => place.Y)]);
    }
}
