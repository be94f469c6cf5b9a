using System.Globalization;

namespace DigitForge.Display;

/// <summary>One direction of a chart: the values at its ends and the round ones between.</summary>
/// <param name="From">The value at the left or lower end.</param>
/// <param name="To">The value at the right or upper end.</param>
internal readonly record struct ChartAxis(double From, double To)
{
    private const int MostSteps = 6;

    private static readonly double[] RoundFactors = [1, 2, 5, 10];

    /// <summary>The axis that holds some values; from 0 to 1 where there are none.</summary>
    public static ChartAxis Around(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
            return new ChartAxis(0, 1);
        var (from, to) = (finite.Min(), finite.Max());
        return from < to ? new ChartAxis(from, to) : new ChartAxis(from, from + 1);
    }

    /// <summary>Where a value lies: 0 at one end, 1 at the other; what is outside is moved to the nearer end.</summary>
    public double Place(double value) => Math.Clamp((value - From) / (To - From), 0, 1);

    /// <summary>Round values within, each 1, 2 or 5 times a power of ten from the next.</summary>
    /// <param name="smallest">The least distance between them.</param>
    public IEnumerable<double> Ticks(double smallest = 0)
    {
        double least = Math.Max(smallest, (To - From) / MostSteps);
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double step = power * RoundFactors.First(factor => factor * power >= least * (1 - 1e-9));
        double first = Math.Ceiling((From / step) - 1e-9);
        double last = Math.Floor((To / step) + 1e-9);
        for (double i = first; i <= last; i++)
            yield return i * step;
    }

    /// <summary>A tick's value as short as it can be said.</summary>
    public static string Label(double value) => Math.Round(value, 12) switch
    {
        0 => "0",
        var large when Math.Abs(large) >= 1000 => large.ToString("N0", CultureInfo.InvariantCulture),
        var small => small.ToString("G4", CultureInfo.InvariantCulture),
    };
}
