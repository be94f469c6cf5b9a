using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>An output or a picture in one media type.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Text">The content; binary content is in base64.</param>
internal sealed record Media(string Type, string Text)
{
    /// <summary>The beginning of the address of a picture that is stored in its cell.</summary>
    public const string AttachmentScheme = "attachment:";

    /// <summary>HTML, as it is.</summary>
    public const string Html = MediaTypeNames.Text.Html;

    /// <summary>Markdown.</summary>
    public const string Markdown = "text/markdown";

    /// <summary>A drawing.</summary>
    public const string Svg = "image/svg+xml";

    /// <summary>A formula.</summary>
    public const string Latex = "text/latex";

    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    private const string Plain = MediaTypeNames.Text.Plain;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/png"] = "png", ["image/jpeg"] = "jpg", ["image/gif"] = "gif", ["image/webp"] = "webp", [Svg] = "svg",
    };

    // The order of nbconvert and JupyterLab, except that a formula comes after pictures: these pages show its source text.
    private static readonly string[] BestFirst = [Html, Markdown, Svg, "image/png", "image/jpeg", "image/gif", "image/webp", Latex, Json, Plain];

    /// <summary>The ending of such a picture's file, without a dot; null if this is not a picture that browsers show.</summary>
    public string? PictureEnding => Endings.GetValueOrDefault(Type);

    /// <summary>Whether the content can be shown as text.</summary>
    public bool IsText => Type.StartsWith("text/", StringComparison.Ordinal) || Type.EndsWith("+json", StringComparison.Ordinal) || Type.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>The note in place of a picture whose data is damaged.</summary>
    public static Phrase Damaged(string type) => $"A picture is missing here: its data is not {type} in base64.";

    /// <summary>The note in place of a drawing without an svg element.</summary>
    public static Phrase NoDrawing => $"A drawing is missing here: its text has no svg element.";

    /// <summary>The note in place of an output that a page cannot show.</summary>
    public Phrase NotShown => $"An output of the type {Type} is not shown here.";

    /// <summary>An output in the best of its media types; null if it has none.</summary>
    /// <param name="data">The output's content by media type.</param>
    public static Media? Best(JsonObject? data)
    {
        var all = (data ?? []).Select(pair => new Media(pair.Key, Joined(pair.Value))).ToList();
        return BestFirst.Select(type => all.Find(media => media.Type == type)).FirstOrDefault(media => media is not null)
            ?? all.Find(media => media.IsText)
            ?? all.FirstOrDefault();
    }

    /// <summary>The picture that a cell stores under the name in an address; null if there is none, or the address is another kind.</summary>
    public static Media? Attached(NotebookCell cell, string address)
    {
        if (!address.StartsWith(AttachmentScheme, StringComparison.Ordinal) || cell.Json["attachments"] is not JsonObject attachments)
            return null;
        string name = address[AttachmentScheme.Length..];
        return Best((attachments[name] ?? attachments[Uri.UnescapeDataString(name)]) as JsonObject);
    }

    /// <summary>The picture in a file; null if its ending is not a picture's or the file cannot be read.</summary>
    public static Media? FromFile(string path)
    {
        string ending = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        string? type = Endings.FirstOrDefault(pair => pair.Value == (ending == "jpeg" ? "jpg" : ending)).Key;
        try
        {
            return type is null ? null : new Media(type, Convert.ToBase64String(File.ReadAllBytes(path)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The picture's bytes; null if its data is damaged.</summary>
    public byte[]? Bytes()
    {
        if (Type == Svg && Text.AsSpan().TrimStart().StartsWith("<"))
            return Encoding.UTF8.GetBytes(Text);

        // The padding at the end may be missing, as in browsers.
        string text = string.Concat(Text.Where(letter => !char.IsWhiteSpace(letter)));
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out int length) ? bytes[..length] : null;
    }

    /// <summary>The picture as a data URI; null if its data is damaged.</summary>
    public string? DataUri() => Bytes() is { } bytes ? $"data:{Type};base64,{Convert.ToBase64String(bytes)}" : null;

    /// <summary>A drawing as an element for a page, without scripts; null if the text has no drawing.</summary>
    public string? SvgElement()
    {
        using var document = new HtmlParser().ParseDocument(Text);
        if (document.QuerySelector("svg") is not { } svg)
            return null;
        foreach (var script in svg.QuerySelectorAll("script").ToList())
            script.Remove();
        foreach (var element in svg.QuerySelectorAll("*").Prepend(svg))
        {
            foreach (string name in element.Attributes.Select(attribute => attribute.Name).Where(name => name.StartsWith("on", StringComparison.OrdinalIgnoreCase)).ToList())
                element.RemoveAttribute(name);
        }

        return svg.OuterHtml;
    }

    /// <summary>JSON, indented; a text that is not JSON stays as it is.</summary>
    public string ReadableJson()
    {
        try
        {
            return JsonNode.Parse(Text)?.ToJsonString(Readable) ?? Text;
        }
        catch (JsonException)
        {
            return Text;
        }
    }

    // In a notebook's file a text may be a list of lines, and JSON may stand as itself.
    private static string Joined(JsonNode? content) => content switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray lines when lines.All(line => line is JsonValue value && value.TryGetValue(out string? _)) => string.Concat(lines.Select(line => (string?)line)),
        _ => content?.ToJsonString() ?? "",
    };
}
