using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitForge.Runtime;

namespace DigitForge.Export;

/// <summary>A page that carries a network and runs it in the reader's browser: one HTML file, no server, no network.</summary>
public abstract partial class ExplorerPage
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
        string script = string.Join('\n', scripts.Select(Resource));
        description["network"] = network.ToJson();
        description["words"] = new JsonObject(Translations(script));
        string page = Resource("explorer.html").Replace("{{body}}", Resource(body), StringComparison.Ordinal);
        html = Translated.Replace(page, text => HtmlText.Escape(Language.Known(text.Groups["english"].Value)))
            .Replace("{0}", Language.Text($"{network.Weights.Count:N0}"), StringComparison.Ordinal)
            .Replace("{{title}}", HtmlText.Escape(title), StringComparison.Ordinal)
            .Replace("{{style}}", Resource("explorer.css"), StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
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
        return Language.Text($"{path}: {new FileInfo(path).Length / 1e6:F1} MB. Open it in any browser.");
    }

    // The scripts' texts in the page's language, for those that it has.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Translations(string script) => ScriptText.Matches(script)
        .Select(text => text.Groups["english"].Value)
        .Distinct()
        .Where(english => Language.Known(english) != english)
        .Select(english => KeyValuePair.Create(english, (JsonNode?)Language.Known(english)));

    private static string Resource(string name)
    {
        using var stream = typeof(ExplorerPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // An English text of a page.
    [GeneratedRegex(@"\[\[(?<english>.+?)\]\]")]
    private static partial Regex Translated { get; }

    // An English text of a script.
    [GeneratedRegex(@"\bwords\('(?<english>[^']+)'")]
    private static partial Regex ScriptText { get; }
}
