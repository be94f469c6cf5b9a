using System.Net;

namespace DigitForge.Runtime;

/// <summary>Something that shows itself as HTML. Notebook hosts find it by the attribute or by the method's name.</summary>
public interface IHtmlView
{
    /// <summary>A piece of HTML that needs nothing from the network.</summary>
    string ToHtml();
}

/// <summary>
/// Tells a notebook host who formats a type. Every type whose values a cell may end with has it, since a host shows the others as a tree of all
/// their properties.
/// </summary>
/// <remarks>
/// .NET Interactive looks for an attribute of this name, whichever assembly defines it, so that a library needs no reference
/// to it: "Formatting by convention" in the documentation of Microsoft.DotNet.Interactive.Formatting.
/// </remarks>
/// <param name="formatterSourceType">A type with a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = ["text/html"];
}

/// <summary>Gives a notebook host the formatter of the library's types.</summary>
internal sealed class HtmlFormatterSource
{
    // The host calls this on an object that it has made, so it cannot be static.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter()];
#pragma warning restore CA1822
}

/// <summary>Writes an <see cref="IHtmlView"/> as its HTML, and any other value of the library as its line of text.</summary>
internal sealed class HtmlFormatter
{
    // The host reads this from an object that it was given, so it cannot be static.
#pragma warning disable CA1822
    public string MimeType => "text/html";

    public bool Format(object instance, TextWriter writer)
    {
        string? html = instance switch
        {
            IHtmlView view => view.ToHtml(),
            _ when instance.GetType().IsDefined(typeof(TypeFormatterSourceAttribute), inherit: true) => $"<p>{HtmlText.Escape(instance.ToString()!)}</p>",
            _ => null,
        };
        writer.Write(html);
        return html is not null;
    }
#pragma warning restore CA1822
}

/// <summary>Text inside a page.</summary>
internal static class HtmlText
{
    /// <summary>The text with everything escaped that HTML would read as markup, for the inside of an element or a quoted attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A table inside a page.</summary>
internal static class HtmlTable
{
    private const string Cell = "padding:3px 12px 3px 0;text-align:right;border-bottom:1px solid #8884;white-space:nowrap";

    /// <summary>A table of figures.</summary>
    /// <param name="heads">The columns' titles.</param>
    /// <param name="rows">The cells' texts, row by row.</param>
    /// <param name="words">How many columns, from the left, hold words: they begin at the left; figures end at the right.</param>
    /// <param name="caption">A line above the table; empty for none.</param>
    public static string Html(IEnumerable<string> heads, IEnumerable<IEnumerable<string>> rows, int words, string caption = "")
    {
        string title = caption.Length == 0 ? "" : $"""<caption style="text-align:left">{HtmlText.Escape(caption)}</caption>""";
        string head = string.Concat(heads.Select((text, i) => $"""<th scope="col" style="{Style(i)}">{HtmlText.Escape(text)}</th>"""));
        string body = string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select((text, i) => $"""<td style="{Style(i)}">{HtmlText.Escape(text)}</td>"""))}</tr>"));
        return $"""<div style="overflow-x:auto"><table style="border-collapse:collapse">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>""";

        string Style(int column) => column < words ? Cell.Replace("right", "left", StringComparison.Ordinal) : Cell;
    }

    /// <summary>A table of some facts: what each is, and its figure.</summary>
    /// <param name="what">The left column's title.</param>
    /// <param name="facts">The facts.</param>
    public static string Facts([English] string what, params IEnumerable<Fact> facts) =>
        Html([Language.Text(what), ""], facts.Select(fact => (string[])[Language.Text(fact.Name), Language.Text(fact.Figure)]), words: 1);
}

/// <summary>A row of a table of facts.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Figure">Its figure.</param>
internal sealed record Fact([English] string Name, Phrase Figure);
