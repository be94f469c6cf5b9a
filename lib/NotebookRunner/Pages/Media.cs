using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>An output or a picture in the media type that a page shows of it.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Text">The content; binary content is in base64.</param>
internal sealed record Media(string Type, string Text)
{
    /// <summary>What the address of a picture begins with that is kept in its cell.</summary>
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

    // The order of nbconvert and JupyterLab, but a formula as source text comes after its picture.
    private static readonly string[] BestFirst = [Html, Markdown, Svg, "image/png", "image/jpeg", "image/gif", "image/webp", Latex, Json, Plain];

    /// <summary>The ending of a file that holds such a picture, without a dot; null where this is no picture that browsers show.</summary>
    public string? PictureEnding => Endings.GetValueOrDefault(Type);

    /// <summary>Whether the content can be shown as text.</summary>
    public bool IsText => Type.StartsWith("text/", StringComparison.Ordinal) || Type.EndsWith("+json", StringComparison.Ordinal) || Type.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>What a page says where a picture should be and its data cannot be read.</summary>
    public static string Damaged(string type) => $"A picture is missing here: its data is not {type} in base64.";

    /// <summary>What a page says where a drawing should be and the text holds none.</summary>
    public const string NoDrawing = "A drawing is missing here: its text holds no svg element.";

    /// <summary>What a page says of an output that it cannot show.</summary>
    public string NotShown => $"An output of the type {Type} is not shown here.";

    /// <summary>The best of an output's media types; null for an output without any.</summary>
    /// <param name="data">The output's content by media type.</param>
    public static Media? Best(JsonObject? data)
    {
        var all = (data ?? []).Select(pair => new Media(pair.Key, Joined(pair.Value))).ToList();
        return BestFirst.Select(type => all.Find(media => media.Type == type)).FirstOrDefault(media => media is not null)
            ?? all.Find(media => media.IsText)
            ?? all.FirstOrDefault();
    }

    /// <summary>The picture that a cell keeps under the name in an address; null where the address is another, or there is none.</summary>
    public static Media? Attached(NotebookCell cell, string address)
    {
        if (!address.StartsWith(AttachmentScheme, StringComparison.Ordinal) || cell.Json["attachments"] is not JsonObject attachments)
            return null;
        string name = address[AttachmentScheme.Length..];
        return Best((attachments[name] ?? attachments[Uri.UnescapeDataString(name)]) as JsonObject);
    }

    /// <summary>The picture in a file; null where its name is not that of a picture or it cannot be read.</summary>
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

    /// <summary>The picture's bytes; null where its data is damaged.</summary>
    public byte[]? Bytes()
    {
        if (Type == Svg && Text.AsSpan().TrimStart().StartsWith("<"))
            return Encoding.UTF8.GetBytes(Text);

        // Browsers do without the signs that fill up the end, so this does, too.
        string text = string.Concat(Text.Where(letter => !char.IsWhiteSpace(letter)));
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out int length) ? bytes[..length] : null;
    }

    /// <summary>The picture as an address that holds all of it; null where its data is damaged.</summary>
    public string? DataAddress() => Bytes() is { } bytes ? $"data:{Type};base64,{Convert.ToBase64String(bytes)}" : null;

    /// <summary>A drawing as an element of a page, without what could run there; null where the text holds no drawing.</summary>
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

    /// <summary>JSON over several lines; a text that is not JSON as it is.</summary>
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

    // A notebook's file may hold a text as a list of its lines, and JSON as itself.
    private static string Joined(JsonNode? content) => content switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray lines when lines.All(line => line is JsonValue value && value.TryGetValue(out string? _)) => string.Concat(lines.Select(line => (string?)line)),
        _ => content?.ToJsonString() ?? "",
    };
}
