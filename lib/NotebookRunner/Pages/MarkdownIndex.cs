using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookRunner.Pages;

/// <summary>The contents of a folder of Markdown pages.</summary>
internal static partial class MarkdownIndex
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePreciseSourceLocation().Build();

    /// <summary>The index in Markdown.</summary>
    /// <param name="pages">Each page's file name and text, in order.</param>
    public static string Text(IEnumerable<(string Name, string Text)> pages) => string.Join("\n\n",
    [
        MarkdownBook.Mark,
        "# The notebooks, executed",
        "Each page is a notebook with all that its cells gave.",
        string.Join('\n', pages.Select(page => Entry(page.Name, page.Text))),
    ]) + "\n";

    private static string Entry(string name, string text)
    {
        var document = Markdig.Markdown.Parse(text, Markdown);
        var heading = document.OfType<HeadingBlock>().FirstOrDefault(block => block.Level == 1);
        string title = heading is null ? Path.GetFileNameWithoutExtension(name) : OneLine(heading.Inline!, text);
        var paragraph = document.SkipWhile(block => heading is not null && block != heading).OfType<ParagraphBlock>().FirstOrDefault();
        string first = paragraph is null ? "" : $"\\\n  {FirstWords(paragraph, text)}";
        return $"- [{title}]({Uri.EscapeDataString(name)}){first}";
    }

    // A line all in italics says what the notebook is about, and says it in full.
    private static string FirstWords(ParagraphBlock paragraph, string text)
    {
        string line = OneLine(paragraph.Inline!, text);
        bool isItalic = paragraph.Inline!.FirstChild is EmphasisInline { NextSibling: null };
        return isItalic ? line : SentenceEnd.Split(line)[0];
    }

    private static string OneLine(ContainerInline inline, string text)
    {
        var (start, end) = (inline.FirstChild!.Span.Start, inline.LastChild!.Span.End);
        return WhiteSpace.Replace(text[start..(end + 1)], " ");
    }

    [GeneratedRegex(@"(?<=[.!?])\s")]
    private static partial Regex SentenceEnd { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }
}
