using System.Text;
using System.Text.RegularExpressions;

namespace NotebookRunner.Pages;

/// <summary>Pieces of Markdown in the dialect of code hosts: CommonMark with tables.</summary>
internal static partial class MarkdownText
{
    private const int ShortestFence = 3;

    /// <summary>Text whose characters mean themselves.</summary>
    public static string Escape(string text) => Special.Replace(text, @"\$0").Replace("&", "&amp;", StringComparison.Ordinal);

    /// <summary>A text as an attribute's value, between double quotes.</summary>
    public static string Attribute(string text) => Html.Escape(WhiteSpace.Replace(text, " ").Trim());

    /// <summary>A block shown as it is, in a fence longer than any in it.</summary>
    public static string Fence(string content, string language)
    {
        string fence = new('`', Math.Max(ShortestFence, LongestRun(content) + 1));
        return $"{fence}{language}\n{content}\n{fence}";
    }

    /// <summary>A piece of code within a line.</summary>
    public static string Code(string content)
    {
        string ticks = new('`', LongestRun(content) + 1);
        string space = content.StartsWith('`') || content.EndsWith('`') ? " " : "";
        return $"{ticks}{space}{content}{space}{ticks}";
    }

    /// <summary>A paragraph, its lines broken where the text has \n; empty where there is nothing to read.</summary>
    public static string Paragraph(string inline)
    {
        var lines = inline.Split('\n').Select(line => Spaces.Replace(line, " ").Trim()).Where(line => line.Length > 0);
        return string.Join("\\\n", lines.Select(line => BlockStart.Replace(line, @"$1\$2")));
    }

    /// <summary>A table: its first row is the heading, all rows are of the same length.</summary>
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

    // A dollar or a tilde means something in the hosts' dialects alone: a formula, a line struck through.
    [GeneratedRegex(@"[\\`*_\[\]<>|~$]")]
    private static partial Regex Special { get; }

    // What would make a paragraph's line a heading, a list, or the line under a heading.
    [GeneratedRegex(@"^(\d{0,9})((?:#{1,6}|[-+])(?=\s|$)|(?<=\d)[.)](?=\s|$)|[-=]+$)")]
    private static partial Regex BlockStart { get; }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }

    [GeneratedRegex("`+")]
    private static partial Regex Ticks { get; }
}
