using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>A piece of text, for example one that a network has written, wrapped to fit a window.</summary>
/// <param name="Title">The title above the text.</param>
/// <param name="Text">The text. Its line ends are kept.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record WrittenText(string Title, string Text) : IHtmlView
{
    /// <summary>The width of a line in columns.</summary>
    internal const int Columns = 96;

    /// <inheritdoc/>
    public string ToHtml() => $"""
        <figure style="margin:0 0 8px 0;max-width:760px"><figcaption>{HtmlText.Escape(Title)}</figcaption><pre style="white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid #8888;padding:2px 0 2px 10px;margin:4px 0">
        {HtmlText.Escape(string.Join('\n', Lines()))}</pre></figure>
        """;

    /// <summary>The title and the text, for a console.</summary>
    public override string ToString() => $"{Title}\n{string.Join('\n', Lines())}";

    /// <summary>The lines, none wider than <see cref="Columns"/>. They break at spaces, or anywhere if there are none.</summary>
    internal IReadOnlyList<string> Lines() => [.. Text.ReplaceLineEndings("\n").Split('\n').SelectMany(Wrap)];

    private static IEnumerable<string> Wrap(string text)
    {
        while (true)
        {
            int fits = Fitting(text);
            if (fits == text.Length)
            {
                yield return text;
                yield break;
            }

            // A space at the end of a line, or at the beginning of the next, is dropped.
            int space = text.LastIndexOf(' ', fits);
            yield return text[..(space > 0 ? space : fits)];
            text = text[(space > 0 ? space + 1 : fits)..];
        }
    }

    // The number of chars of the text that fit on a line.
    private static int Fitting(string text)
    {
        int at = 0, width = 0;
        foreach (var letter in text.EnumerateRunes())
        {
            width += TextColumns.Width(letter);
            if (width > Columns)
                break;
            at += letter.Utf16SequenceLength;
        }

        return at;
    }
}
