namespace DigitForge.Display;

/// <summary>The colours of a chart's series: apart from each other for most eyes, and readable on white and on black.</summary>
internal static class ChartColours
{
    // Okabe and Ito, "Color Universal Design" (2008), without black and yellow.
    private static readonly string[] All = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];

    /// <summary>The colour of a series.</summary>
    /// <param name="index">Which series, from 0; after the last colour comes the first again.</param>
    public static string Of(int index) => All[index % All.Length];
}
