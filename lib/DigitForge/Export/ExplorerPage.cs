using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitForge.Runtime;

namespace DigitForge.Export;

/// <summary>A page that contains a network and runs it in the reader's browser: one HTML file, no server, no network connection.</summary>
public abstract partial class ExplorerPage
{
    // The JSON contains only numbers and this library's own words. The default encoder would write each plus sign of the weights' Base64 in
    // six bytes.
    private static readonly JsonSerializerOptions NoEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string html;

    /// <summary>Creates the page.</summary>
    /// <param name="title">The page's heading.</param>
    /// <param name="body">The resource with the HTML below the heading.</param>
    /// <param name="network">The network's steps and weights.</param>
    /// <param name="description">The other values that the scripts need.</param>
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

    /// <summary>The whole page as HTML.</summary>
    public string ToPage() => html;

    /// <summary>Writes the page, whole or not at all. Missing folders are created.</summary>
    /// <param name="path">The file; its name conventionally ends in <c>.html</c>.</param>
    /// <returns>The path and size of the file, in a sentence.</returns>
    public string Save(string path)
    {
        WholeFile.Write(path, beside => File.WriteAllText(beside, html));
        return Language.Text($"{path}: {new FileInfo(path).Length / 1e6:F1} MB. Open it in any browser.");
    }

    // The translations of the scripts' texts into the page's language, as far as they exist.
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

    // An English text in a page.
    [GeneratedRegex(@"\[\[(?<english>.+?)\]\]")]
    private static partial Regex Translated { get; }

    // An English text in a script.
    [GeneratedRegex(@"\bwords\('(?<english>[^']+)'")]
    private static partial Regex ScriptText { get; }
}
