namespace DigitForge.Display;

/// <summary>Gives a notebook host the formatter of every <see cref="IHtmlView"/>.</summary>
internal sealed class HtmlFormatterSource
{
    // The host calls this on an object that it has made, so it cannot be static.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter()];
#pragma warning restore CA1822
}
