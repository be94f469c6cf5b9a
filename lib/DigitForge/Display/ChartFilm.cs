using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>
/// An endless loop of charts on the same axes: one SVG picture, without a script. Where animations do not run, it shows the last chart.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ChartFilm : IHtmlView
{
    private const int PausesAtEnd = 4;

    private ChartFilm(IReadOnlyList<Chart> frames, TimeSpan pause) => (Frames, Pause) = (frames, pause);

    /// <summary>The charts in order. Each has its own title and series.</summary>
    public IReadOnlyList<Chart> Frames { get; }

    /// <summary>How long each chart is shown. The last chart is shown four times as long.</summary>
    public TimeSpan Pause { get; }

    /// <summary>The duration of one loop.</summary>
    internal TimeSpan Loop => (Frames.Count - 1 + PausesAtEnd) * Pause;

    /// <summary>
    /// Creates a film from charts. Its axes span the values of all charts, or the charts' <see cref="Chart.XRange"/> and
    /// <see cref="Chart.YRange"/>.
    /// </summary>
    /// <param name="frames">The charts, at least one, all of the same kind and with the same axis settings.</param>
    /// <param name="pause">How long each chart is shown; by default a quarter of a second.</param>
    /// <exception cref="ArgumentException">There is no chart, or a chart has other axes than the first.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pause is not above 0.</exception>
    public static ChartFilm Create(IEnumerable<Chart> frames, TimeSpan? pause = null)
    {
        Chart[] all = [.. frames];
        if (all.Length == 0)
            throw new ArgumentException(Language.Text("Found no chart, expected at least one."), nameof(frames));
        int other = Array.FindIndex(all, frame => !Axes(frame).Equals(Axes(all[0])));
        if (other > 0)
            throw new ArgumentException(Language.Text($"Found a chart with other axes, '{all[other].Title}', expected those of the first: kind, XTitle, YTitle, Top, XRange, YRange and EqualScales."), nameof(frames));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pause ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(pause));
        return new ChartFilm(all, pause ?? TimeSpan.FromMilliseconds(250));
    }

    /// <summary>Draws the film as an SVG picture.</summary>
    public string ToSvg() => SvgChart.Draw(this);

    /// <inheritdoc/>
    public string ToHtml() => SvgChart.Figure(ToSvg());

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() => Language.Text($"{Frames.Count} charts one after another, the last: {Frames[^1]}");

    private static object Axes(Chart chart) => (chart.Kind, chart.XTitle, chart.YTitle, chart.Top, chart.XRange, chart.YRange, chart.EqualScales);
}
