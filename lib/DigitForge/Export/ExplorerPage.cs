using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitForge.Runtime;

namespace DigitForge.Export;

/// <summary>A page that carries a network and runs it in the reader's browser: one HTML file, no server, no network.</summary>
public abstract class ExplorerPage
{
    // The JSON holds numbers and this library's own words only. The default encoder would write each plus sign of the weights' Base64 in six bytes.
    private static readonly JsonSerializerOptions NoEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string html;

    /// <summary>Puts a page together.</summary>
    /// <param name="title">The page's heading.</param>
    /// <param name="body">The resource with what stands below the heading.</param>
    /// <param name="network">The network's steps and weights.</param>
    /// <param name="description">What else the scripts have to know.</param>
    /// <param name="scripts">The resources with the scripts, in the order in which they run.</param>
    private protected ExplorerPage(string title, string body, PageLayers network, JsonObject description, params IEnumerable<string> scripts)
    {
        Title = title;
        description["network"] = network.ToJson();
        html = Resource("explorer.html")
            .Replace("{{body}}", Resource(body), StringComparison.Ordinal)
            .Replace("{{title}}", HtmlText.Escape(title), StringComparison.Ordinal)
            .Replace("{{count}}", network.Weights.Count.ToString("N0", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{{style}}", Resource("explorer.css"), StringComparison.Ordinal)
            .Replace("{{script}}", string.Join('\n', scripts.Select(Resource)), StringComparison.Ordinal)
            .Replace("{{network}}", description.ToJsonString(NoEscaping), StringComparison.Ordinal);
    }

    /// <summary>The page's heading.</summary>
    public string Title { get; }

    /// <summary>The whole page, as text.</summary>
    public string ToPage() => html;

    /// <summary>Writes the page, whole or not at all. Folders that are missing are made.</summary>
    /// <param name="path">The file; by convention it ends in <c>.html</c>.</param>
    /// <returns>Where it is, in a sentence.</returns>
    public string Save(string path)
    {
        WholeFile.Write(path, beside => File.WriteAllText(beside, html));
        return string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length / 1e6:F1} MB. Open it in any browser.");
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ExplorerPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
