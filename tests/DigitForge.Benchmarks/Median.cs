using System.Diagnostics;

namespace DigitForge.Benchmarks;

/// <summary>The middle one of several: on a busy machine it says more than the mean.</summary>
internal static class Median
{
    /// <summary>The median of some numbers, at least one.</summary>
    public static double Compute(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>How many seconds something takes: it is done once for warming up and then several times.</summary>
    public static double SecondsOf(Action action, int times = 5)
    {
        action();
        return Compute(Enumerable.Range(0, times).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            action();
            return clock.Elapsed.TotalSeconds;
        }).ToArray());
    }
}
