using System.Net;

namespace DigitForge.Display;

/// <summary>A picture inside a page.</summary>
internal static class Picture
{
    /// <summary>An HTML figure that holds all of the picture.</summary>
    /// <param name="mediaType">What the bytes are, as in <c>image/png</c>.</param>
    /// <param name="bytes">The picture's file.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">A line above it; empty for none.</param>
    /// <param name="description">What a screen reader says.</param>
    public static string Html(string mediaType, byte[] bytes, int width, int height, string title, string description)
    {
        string caption = title.Length == 0 ? "" : $"<figcaption>{WebUtility.HtmlEncode(title)}</figcaption>";
        return $"""
            <figure style="display:inline-block;margin:0 12px 8px 0">{caption}<img alt="{WebUtility.HtmlEncode(description)}" width="{width}" height="{height}" style="max-width:100%;height:auto;image-rendering:pixelated" src="{DataUri(mediaType, bytes)}"></figure>
            """;
    }

    /// <summary>An address that is the picture itself.</summary>
    public static string DataUri(string mediaType, byte[] bytes) => $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";
}
