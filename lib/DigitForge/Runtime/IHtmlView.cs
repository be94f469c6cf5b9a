using System.Net;

namespace DigitForge.Runtime;

/// <summary>A value that renders itself as HTML. Notebook hosts find it by the attribute or by the method's name.</summary>
public interface IHtmlView
{
    /// <summary>Renders the value as an HTML fragment that loads nothing from the network.</summary>
    string ToHtml();
}

/// <summary>
/// Tells a notebook host which class formats a type. Every type that a cell may end with carries this attribute. Without it, a host shows a
/// value as a tree of all its properties.
/// </summary>
/// <remarks>
/// .NET Interactive looks for an attribute of this name in any assembly, so the library needs no reference to .NET Interactive: "Formatting by
/// convention" in the documentation of Microsoft.DotNet.Interactive.Formatting.
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
    // The host calls this on an instance that it creates, so it cannot be static.
#pragma warning disable CA1822
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter()];
#pragma warning restore CA1822
}

/// <summary>Writes an <see cref="IHtmlView"/> as HTML, and any other value of the library as one line of text.</summary>
internal sealed class HtmlFormatter
{
    // The host reads this from an instance, so it cannot be static.
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

/// <summary>Text in an HTML page.</summary>
internal static class HtmlText
{
    /// <summary>Escapes every character that HTML would read as markup. The result fits inside an element or a quoted attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A table in an HTML page.</summary>
internal static class HtmlTable
{
    private const string Cell = "padding:3px 12px 3px 0;text-align:right;border-bottom:1px solid #8884;white-space:nowrap";

    /// <summary>Renders a table of figures.</summary>
    /// <param name="heads">The column headings.</param>
    /// <param name="rows">The text of each cell, row by row.</param>
    /// <param name="words">How many columns, counted from the left, hold words. Words are aligned left, figures right.</param>
    /// <param name="caption">A caption above the table; empty for none.</param>
    public static string Html(IEnumerable<string> heads, IEnumerable<IEnumerable<string>> rows, int words, string caption = "")
    {
        string title = caption.Length == 0 ? "" : $"""<caption style="text-align:left">{HtmlText.Escape(caption)}</caption>""";
        string head = string.Concat(heads.Select((text, i) => $"""<th scope="col" style="{Style(i)}">{HtmlText.Escape(text)}</th>"""));
        string body = string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select((text, i) => $"""<td style="{Style(i)}">{HtmlText.Escape(text)}</td>"""))}</tr>"));
        return $"""<div style="overflow-x:auto"><table style="border-collapse:collapse">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>""";

        string Style(int column) => column < words ? Cell.Replace("right", "left", StringComparison.Ordinal) : Cell;
    }

    /// <summary>Renders a table of facts: a name and a figure in each row.</summary>
    /// <param name="what">The heading of the left column.</param>
    /// <param name="facts">The facts.</param>
    public static string Facts([English] string what, params IEnumerable<Fact> facts) =>
        Html([Language.Text(what), ""], facts.Select(fact => (string[])[Language.Text(fact.Name), Language.Text(fact.Figure)]), words: 1);
}

/// <summary>One row of a table of facts.</summary>
/// <param name="Name">The fact's name, in words.</param>
/// <param name="Figure">Its figure.</param>
internal sealed record Fact([English] string Name, Phrase Figure);
