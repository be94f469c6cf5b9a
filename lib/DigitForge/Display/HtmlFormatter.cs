namespace DigitForge.Display;

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
