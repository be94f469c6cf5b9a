using System.Reflection;

namespace DigitForge.Display;

/// <summary>The whole of plotly.js as a script, taken from the package that carries it. It enters a notebook once.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed class PlotlyScript : IHtmlView
{
    // A page may have a module loader (Jupyter's require.js), which plotly.js would hand itself to; inside this function there is none.
    /// <inheritdoc/>
    public string ToHtml() => $$"""
        <script>
        if (!window.Plotly) (function (define, module, exports) {
        {{Source()}}
        })();
        </script>
        """;

    /// <summary>One line for a console, which runs no scripts.</summary>
    public override string ToString() => "The script that draws charts.";

    private static string Source()
    {
        var package = Assembly.Load("Plotly.NET");
        string name = package.GetManifestResourceNames().Single(name => name.Contains("plotly-", StringComparison.Ordinal) && name.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(package.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
