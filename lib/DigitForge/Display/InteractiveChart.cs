using System.Globalization;
using System.Reflection;
using DigitForge.Runtime;
using XPlot.Plotly;

namespace DigitForge.Display;

/// <summary>A chart with zoom and hover, drawn by plotly.js. Until the script has run, and where no script runs, the SVG picture is shown.</summary>
/// <remarks>
/// Each chart carries all of plotly.js, 3.6 MB, and so needs neither a network nor another output. If only the first one had the script, the others
/// would depend on an output that a reader may clear, run again, or leave out of a saved notebook. In a page with several, the first one's
/// script serves all.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class InteractiveChart : IHtmlView
{
    private const string Clear = "rgba(0,0,0,0)";
    private const string Grey = "#888888";
    private const int MaxSingleTicks = 20;

    // XPlot has no property for this setting.
    private const string EqualScales = "{ ...layout, yaxis: { ...layout.yaxis, scaleanchor: 'x' } }";

    private readonly Chart still;
    private readonly Chart detailed;

    /// <summary>Makes a chart interactive.</summary>
    /// <param name="still">The chart that is shown as SVG.</param>
    /// <param name="detailed">The chart that plotly.js draws: the same, or the same with more points.</param>
    internal InteractiveChart(Chart still, Chart detailed) => (this.still, this.detailed) = (still, detailed);

    // The host may run the script before the output is in the page, so the script waits for its element, up to a minute.
    /// <inheritdoc/>
    public string ToHtml()
    {
        string id = ElementId.Next("chart");
        var plot = XPlot.Plotly.Chart.Plot(Traces(detailed), Layout(detailed));
        plot.Id = id;
        return $$"""
            <figure class="digitforge-chart digitforge-interactive" style="max-width:720px;margin:0 0 8px 0" role="img" aria-label="{{HtmlText.Escape(still.ToString())}}">
            <div id="{{id}}" style="width:100%">{{still.ToSvg()}}</div>
            {{PlotlyScript.Html}}
            <script>
            (function draw(triesLeft) {
              const place = document.getElementById('{{id}}');
              if (!window.Plotly || !place) {
                if (triesLeft > 0) setTimeout(draw, 200, triesLeft - 1);
                return;
              }
              place.replaceChildren();
              place.style.height = '360px';
              {{plot.GetPlottingJS().Replace("data, layout);", $$"""data, {{(detailed.EqualScales ? EqualScales : "layout")}}, { displayModeBar: false, responsive: true });""", StringComparison.Ordinal)}}
            })(300);
            </script>
            </figure>
            """;
    }

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() => still.ToString();

    private static IEnumerable<Trace> Traces(Chart chart) => chart.Series.SelectMany((series, i) => series.Tips is { } tips ? [Arrows(series, tips, ChartColours.At(i))] : series.Outlines() is { } outlines
        ? (Trace[])[Trace(chart.Kind, series, ChartColours.At(i)), new Scatter { x = outlines.X, y = outlines.Y, mode = "lines", showlegend = false, line = new Line { color = ChartColours.At(i) } }]
        : [Trace(chart.Kind, series, ChartColours.At(i))]);

    // From each arrow's beginning to its tip, then a gap. plotly.js rotates the marker at the tip to the direction of the line.
    private static Scatter Arrows(ChartSeries series, ChartSeries tips, string colour)
    {
        return new()
        {
            name = series.Name,
            x = InPairs(series.X, tips.X),
            y = InPairs(series.Y, tips.Y),
            mode = "lines+markers",
            line = new Line { color = colour },
            marker = new ArrowHead { color = colour, symbol = "arrow", size = Enumerable.Range(0, series.X.Count).SelectMany(Sizes), opacity = 1, line = new Line { width = 0 } },
        };

        static IEnumerable<double> InPairs(IReadOnlyList<double> from, IReadOnlyList<double> to) => from.Zip(to).SelectMany(pair => (double[])[pair.First, pair.Second, double.NaN]);

        // An arrow of length 0 has no direction that a head could show.
        double[] Sizes(int i) => [0, (series.X[i], series.Y[i]) == (tips.X[i], tips.Y[i]) ? 0 : 12, 0];
    }

    private static Trace Trace(ChartKind kind, ChartSeries series, string colour) => kind switch
    {
        ChartKind.Bars => new Bar { name = series.Name, x = series.X, y = series.Y, marker = new Marker { color = colour } },
        ChartKind.Points => new Scatter { name = series.Name, x = series.X, y = series.Y, mode = "markers", marker = new Marker { color = colour } },
        _ => new Scatter { name = series.Name, x = series.X, y = series.Y, mode = "lines", line = new Line { color = colour } },
    };

    private static Layout.Layout Layout(Chart chart)
    {
        var x = new Xaxis { title = chart.XTitle, gridcolor = "rgba(128,128,128,0.3)", zerolinecolor = Grey };
        if (chart.CountsThings && chart.Series.All(series => series.X.Count == 0 || series.X.Max() - series.X.Min() < MaxSingleTicks))
            x.dtick = 1;
        var y = new Yaxis { title = chart.YTitle, gridcolor = "rgba(128,128,128,0.3)", zerolinecolor = Grey };
        if (chart.XRange is { } across)
            x.range = new[] { across.From, across.To };
        else if (chart.LogX && chart.Kind != ChartKind.Bars)
            x.@type = "log";
        if (chart.YRange is { } up)
            y.range = new[] { up.From, up.To };
        else if (chart.LogY && chart.Kind != ChartKind.Bars)
            y.@type = "log";
        else if (chart.Top is { } top and > 0 and < double.PositiveInfinity)
            y.range = new[] { 0, top };
        else if (chart.Kind != ChartKind.Points)
            y.rangemode = "tozero";
        return new Layout.Layout
        {
            title = chart.Title,
            xaxis = x,
            yaxis = y,
            showlegend = chart.Series.Any(series => series.Name.Length > 0),
            legend = new Legend { orientation = "h", y = 1.12 },
            font = new Font { color = Grey },
            margin = new Margin { l = 60, r = 16, t = 70, b = 50 },
            paper_bgcolor = Clear,
            plot_bgcolor = Clear,
        };
    }
}

/// <summary>A rotated marker, for which XPlot has no property.</summary>
internal sealed class ArrowHead : Marker
{
    /// <summary>The reference for the rotation: the previous point.</summary>
#pragma warning disable CA1822
    public string angleref => "previous";
#pragma warning restore CA1822
}

/// <summary>All of plotly.js as a script, taken from the package that contains it.</summary>
internal static class PlotlyScript
{
    // A page may have a module loader (Jupyter's require.js), with which plotly.js would register itself. Inside this function there is none.
    /// <summary>The script as HTML. It does nothing in a page that has already run it.</summary>
    public static string Html => $$"""
        <script>
        if (!window.Plotly) (function (define, module, exports) {
        {{Source()}}
        })();
        </script>
        """;

    private static string Source()
    {
        var package = Assembly.Load("Plotly.NET");
        string name = package.GetManifestResourceNames().Single(name => name.Contains("plotly-", StringComparison.Ordinal) && name.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(package.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>Creates ids for page elements that a script must find.</summary>
internal static class ElementId
{
    private static int count;

    /// <summary>Creates an id that no other element shown by this process has.</summary>
    public static string Next(string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"digitforge-{kind}-{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
}
