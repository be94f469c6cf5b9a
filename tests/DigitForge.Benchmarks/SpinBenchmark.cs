namespace DigitForge.Benchmarks;

/// <summary>
/// The article's training with OpenMP's default spin and with DigitForge's short one, alone and two at once: default, short, default, short,
/// so that what else the machine does hits both alike. Each training is a process of its own.
/// </summary>
internal static class SpinBenchmark
{
    private static readonly string[] Variables = ["GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY", "OMP_WAIT_POLICY"];

    private static readonly (string Variable, string Default) OpenMP = OperatingSystem.IsLinux() ? ("GOMP_SPINCOUNT", "300000") : ("KMP_BLOCKTIME", "200");

    /// <summary>Measures.</summary>
    /// <param name="rounds">How often each side runs.</param>
    /// <param name="iterations">How many iterations each time.</param>
    /// <param name="spin">The short side's value; null for what DigitForge sets by itself.</param>
    public static Report Run(int rounds, int iterations, string? spin)
    {
        var pairs = Enumerable.Range(0, rounds).Select(_ => (Default: Round.Measure(iterations, OpenMP.Default), Short: Round.Measure(iterations, spin))).ToArray();
        return new Report($"article, spin {spin ?? "of DigitForge"}",
        [
            new("alone_default", MedianOf(pair => pair.Default.Alone), "/s"),
            new("alone_short", MedianOf(pair => pair.Short.Alone), "/s"),
            new("alone_short_to_default", MedianOf(pair => pair.Short.Alone / pair.Default.Alone), ""),
            new("slower_of_two_default", MedianOf(pair => pair.Default.SlowerOfTwo), "/s"),
            new("slower_of_two_short", MedianOf(pair => pair.Short.SlowerOfTwo), "/s"),
            new("slower_of_two_short_to_alone_short", MedianOf(pair => pair.Short.SlowerOfTwo / pair.Short.Alone), ""),
            new("slower_of_two_short_to_alone_default", MedianOf(pair => pair.Short.SlowerOfTwo / pair.Default.Alone), ""),
        ]);

        double MedianOf(Func<(Round Default, Round Short), double> figure) => Median.Compute(pairs.Select(figure));
    }

    /// <summary>One training alone, and then two at once, in iterations a second.</summary>
    private sealed record Round(double Alone, double SlowerOfTwo)
    {
        // Two trainings that spin for long take more than ten times as long, so they run a tenth of the iterations.
        public static Round Measure(int iterations, string? spin)
        {
            double alone = Speed(iterations, spin);
            int together = Math.Max(10, iterations / 10);
            return new Round(alone, Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Speed(together, spin)))).GetAwaiter().GetResult().Min());
        }

        private static double Speed(int iterations, string? spin)
        {
            var environment = Variables.ToDictionary(variable => variable, variable => variable == OpenMP.Variable ? spin : null);
            string[] training = [typeof(SpinBenchmark).Assembly.Location, "train", "--recipe", "article", "--iterations", $"{iterations}", "--json"];
            return Programs.Json("dotnet", training, environment) is { } report
                ? (double)report["iterations_per_second"]!
                : throw new InvalidOperationException("A training failed; standard error says why.");
        }
    }
}
