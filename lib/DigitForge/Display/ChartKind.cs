namespace DigitForge.Display;

/// <summary>How a chart draws its values.</summary>
public enum ChartKind
{
    /// <summary>A line from point to point.</summary>
    Lines,

    /// <summary>A bar for each value.</summary>
    Bars,

    /// <summary>A dot for each value.</summary>
    Points,
}
