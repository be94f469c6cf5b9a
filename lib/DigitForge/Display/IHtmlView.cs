using System.Globalization;
using System.Net;

namespace DigitForge.Display;

/// <summary>Something that shows itself as HTML. Notebook hosts find it by the attribute or by the method's name.</summary>
public interface IHtmlView
{
    /// <summary>A piece of HTML that needs nothing from the network.</summary>
    string ToHtml();
}

/// <summary>Tells a notebook host who formats a type.</summary>
/// <remarks>
/// .NET Interactive looks for an attribute of this name, whichever assembly defines it, so that a library needs no reference
/// to it: "Formatting by convention" in the documentation of Microsoft.DotNet.Interactive.Formatting.
/// </remarks>
/// <param name="formatterSourceType">A type with a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html"];
}

/// <summary>Gives a notebook host the formatter of every <see cref="IHtmlView"/>.</summary>
internal sealed class HtmlFormatterSource
{
    // The host calls this on an object that it has made, so it cannot be static.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter()];
#pragma warning restore CA1822
}

/// <summary>Writes an <see cref="IHtmlView"/> in the form that a notebook host asks for by name.</summary>
internal sealed class HtmlFormatter
{
    // The host reads this from an object that it was given, so it cannot be static.
#pragma warning disable CA1822
    public string MimeType => "text/html";

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IHtmlView view)
            return false;
        writer.Write(view.ToHtml());
        return true;
    }
#pragma warning restore CA1822
}

/// <summary>Text inside a page.</summary>
internal static class HtmlText
{
    /// <summary>The text with everything escaped that HTML would read as markup, for the inside of an element or a quoted attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}

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
        string caption = title.Length == 0 ? "" : $"<figcaption>{HtmlText.Escape(title)}</figcaption>";
        return FormattableString.Invariant($"""
            <figure style="display:inline-block;margin:0 12px 8px 0">{caption}<img alt="{HtmlText.Escape(description)}" width="{width}" height="{height}" style="max-width:100%;height:auto;image-rendering:pixelated" src="{DataUri(mediaType, bytes)}"></figure>
            """);
    }

    /// <summary>An address that is the picture itself.</summary>
    public static string DataUri(string mediaType, byte[] bytes) => $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";
}

/// <summary>Names for elements of a page that a script must find again.</summary>
internal static class ElementId
{
    private static int count;

    /// <summary>A name that no other element shown by this process has.</summary>
    public static string Next(string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"digitforge-{kind}-{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
}
