namespace DigitForge.Display;

/// <summary>The colours of a chart's series: apart from each other for most eyes, and readable on white and on black.</summary>
internal static class ChartColours
{
    // Okabe and Ito, "Color Universal Design" (2008), without black and yellow; and four more for ten digits, chosen to be far from
    // those and from each other, as they are and as colour-blind eyes see them (Machado et al. 2009, IEEE TVCG 15(6)).
    private static readonly string[] All =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#5030f0", "#d02040", "#7a4a2a", "#d0a060"];

    /// <summary>The colour of a series.</summary>
    /// <param name="index">Which series, from 0; after the last colour comes the first again.</param>
    public static string Of(int index) => All[index % All.Length];
}
