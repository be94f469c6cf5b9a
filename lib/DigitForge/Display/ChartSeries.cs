using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>One line of a chart, or one colour of its bars or points.</summary>
/// <param name="Name">What it shows; empty where there is only one.</param>
/// <param name="X">The x values.</param>
/// <param name="Y">The y values, one for each x value. NaN leaves a gap.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    private const int Corners = 72;

    private ChartSeries? ellipses;

    /// <summary>How far the circle around each point reaches, in the units of the axes; empty where points have none.</summary>
    internal IReadOnlyList<double> Radii { get; private init; } = [];

    /// <summary>Where the arrow from each place ends; null where no arrows are. A place whose arrow is not drawn has NaN.</summary>
    internal ChartSeries? Tips { get; private init; }

    /// <summary>Points, each with a circle around it: balls, seen from above.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="x">The x values.</param>
    /// <param name="y">The y values.</param>
    /// <param name="radii">How far each circle reaches, in the units of the axes: 0 or more.</param>
    /// <exception cref="ArgumentException">There are not as many radii as points.</exception>
    public static ChartSeries Circles(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> radii)
    {
        if (radii.Count != x.Count)
            throw new ArgumentException(Language.Text($"The series '{name}' has {radii.Count} radii at {x.Count} places, expected as many."), nameof(radii));
        return new ChartSeries(name, x, y) { Radii = radii };
    }

    /// <summary>
    /// Points, and the normal distribution that is fitted to them as two ellipses, one and two standard deviations from its middle. Of such
    /// a distribution 39 % lies in the inner one and 86 % in the outer.
    /// </summary>
    /// <param name="name">What they are.</param>
    /// <param name="x">The x values, at least two.</param>
    /// <param name="y">The y values, as many.</param>
    /// <exception cref="ArgumentException">There are fewer than two points, or not as many y values as x values.</exception>
    public static ChartSeries Ellipses(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count < 2 || y.Count != x.Count)
            throw new ArgumentException(Language.Text($"The series '{name}' has {y.Count} values at {x.Count} places, expected as many, and at least 2."), nameof(y));
        var (middleX, middleY) = (x.Average(), y.Average());
        // The covariance is L L', with L lower triangular (Cholesky): L makes the ellipse of one standard deviation from a circle of radius 1.
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
    /// An arrow from each place, such as a field of speeds: for <see cref="Chart.Lines(string, IReadOnlyList{ChartSeries})"/> and
    /// <see cref="Chart.Points"/>. One without a length is a dot.
    /// </summary>
    /// <param name="name">What they are.</param>
    /// <param name="x">Where each begins.</param>
    /// <param name="y">As many y values.</param>
    /// <param name="dx">How far each reaches to the right, in the units of the axis. NaN leaves the arrow out.</param>
    /// <param name="dy">How far each reaches up.</param>
    /// <exception cref="ArgumentException">There are not as many y values or reaches as places.</exception>
    public static ChartSeries Arrows(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> dx, IReadOnlyList<double> dy)
    {
        if (y.Count != x.Count || dx.Count != x.Count || dy.Count != x.Count)
            throw new ArgumentException(Language.Text($"The series '{name}' has {y.Count} y values and arrows of {dx.Count} and {dy.Count} lengths at {x.Count} places, expected as many."), nameof(dx));
        return new ChartSeries(name, x, y)
        {
            Tips = new ChartSeries(name, [.. x.Zip(dx, (at, reach) => at + reach)], [.. y.Zip(dy, (at, reach) => at + reach)]),
        };
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Name} {Y.Count:N0} values").TrimStart();

    /// <summary>What is around the points, as lines with a gap between two of them; null where there is nothing.</summary>
    internal ChartSeries? Outlines() => Radii.Count == 0
        ? ellipses
        : Rings(Name, Enumerable.Range(0, Radii.Count), (i, sine, cosine) => (X[i] + (Radii[i] * cosine), Y[i] + (Radii[i] * sine)));

    /// <summary>The points of each line: those up to the next gap, or to the end.</summary>
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
