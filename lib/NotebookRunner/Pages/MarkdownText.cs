using System.Text;
using System.Text.RegularExpressions;

namespace NotebookRunner.Pages;

/// <summary>Writes Markdown in the dialect of code hosts: CommonMark with tables.</summary>
internal static partial class MarkdownText
{
    private const int ShortestFence = 3;

    /// <summary>Text without markup: special characters are escaped.</summary>
    public static string Escape(string text) => Special.Replace(text, @"\$0").Replace("&", "&amp;", StringComparison.Ordinal);

    /// <summary>A text as an attribute's value in double quotes, on one line.</summary>
    public static string Attribute(string text) => Html.Escape(WhiteSpace.Replace(text, " ").Trim());

    /// <summary>A code block, with a fence longer than any in its content.</summary>
    public static string Fence(string content, string language)
    {
        string fence = new('`', Math.Max(ShortestFence, LongestRun(content) + 1));
        return $"{fence}{language}\n{content}\n{fence}";
    }

    /// <summary>Code within a line.</summary>
    public static string Code(string content)
    {
        string ticks = new('`', LongestRun(content) + 1);
        string space = content.StartsWith('`') || content.EndsWith('`') ? " " : "";
        return $"{ticks}{space}{content}{space}{ticks}";
    }

    /// <summary>A paragraph with line breaks at each \n; empty if it has no text.</summary>
    public static string Paragraph(string inline)
    {
        var lines = inline.Split('\n').Select(line => Spaces.Replace(line, " ").Trim()).Where(line => line.Length > 0);
        return string.Join("\\\n", lines.Select(line => BlockStart.Replace(line, @"$1\$2")));
    }

    /// <summary>A table: the first row is the heading, all rows have the same length.</summary>
    public static string Table(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder(Row(rows[0]));
        text.Append('\n').Append('|').Insert(text.Length, "---|", rows[0].Count);
        foreach (var row in rows.Skip(1))
            text.Append('\n').Append(Row(row));
        return text.ToString();
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static int LongestRun(string text) => Ticks.Matches(text).Select(match => match.Length).DefaultIfEmpty().Max();

    // A dollar or a tilde is special only in the hosts' dialects: a formula, struck-through text.
    [GeneratedRegex(@"[\\`*_\[\]<>|~$]")]
    private static partial Regex Special { get; }

    // The beginning of a line that would make it a heading, a list, or the underline of a heading.
    [GeneratedRegex(@"^(\d{0,9})((?:#{1,6}|[-+])(?=\s|$)|(?<=\d)[.)](?=\s|$)|[-=]+$)")]
    private static partial Regex BlockStart { get; }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }

    [GeneratedRegex("`+")]
    private static partial Regex Ticks { get; }
}
