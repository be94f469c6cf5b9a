using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>
/// A folder with a Markdown page for each executed notebook, the pictures beside it, and an index of all pages in it.
/// It overwrites and deletes only files that it has made.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="notebooks">The notebooks of the run.</param>
internal sealed class MarkdownBook(string folder, IReadOnlyList<Notebook> notebooks)
{
    /// <summary>The index's file name: code hosts show this file with its folder.</summary>
    public const string IndexName = "README.md";

    /// <summary>The first line of every page; it tells a page from a text that somebody wrote.</summary>
    public const string Mark = "<!-- Made by running the notebook; a change here is lost. -->";

    /// <summary>Checks that no page would replace a text that somebody wrote.</summary>
    /// <exception cref="OneSentenceException">A page would.</exception>
    public void RefuseForeignFiles()
    {
        var names = notebooks.Select(PageName).ToList();
        if (names.FirstOrDefault(name => name.Equals(IndexName, StringComparison.OrdinalIgnoreCase)) is { } clash)
            throw new OneSentenceException($"The page {clash} would overwrite the index {IndexName}; call the notebook something else.");
        if (names.Prepend(IndexName).Select(PathOf).FirstOrDefault(path => File.Exists(path) && !IsOwn(path)) is { } foreign)
            throw new OneSentenceException($"{foreign} was not made by this program and would be overwritten; choose another folder.");
    }

    /// <summary>Writes a notebook after its run: its pictures, its page, and the index.</summary>
    public void Add(Notebook notebook)
    {
        var (text, pictures) = MarkdownPage.Create(notebook, folder, notebooks);
        string pictureFolder = PathOf(notebook.Name);
        foreach (var picture in pictures)
            WholeFile.Write(Path.Combine(pictureFolder, picture.Name), picture.Content);
        WholeFile.Write(PathOf(PageName(notebook)), text);
        RemoveOthers(pictureFolder, [.. pictures.Select(picture => picture.Name)]);
        WholeFile.Write(PathOf(IndexName), MarkdownIndex.Text(Pages(), notebook.Words));
    }

    private static string PageName(Notebook notebook) => notebook.Name + ".md";

    private string PathOf(string name) => Path.Combine(folder, name);

    private static bool IsOwn(string path) => File.ReadLines(path).FirstOrDefault() == Mark;

    // All pages, not only this run's: a single notebook may be run again.
    private IEnumerable<(string Name, string Text)> Pages() => Directory.GetFiles(folder, "*.md")
        .Where(path => Path.GetFileName(path) != IndexName && IsOwn(path))
        .Order(StringComparer.Ordinal)
        .Select(path => (Path.GetFileName(path), File.ReadAllText(path)));

    private static void RemoveOthers(string pictureFolder, HashSet<string> kept)
    {
        if (!Directory.Exists(pictureFolder))
            return;
        foreach (string path in Directory.GetFiles(pictureFolder))
        {
            string name = Path.GetFileName(path);
            if (PagePictures.IsOwnName(name) && !kept.Contains(name))
                File.Delete(path);
        }

        if (!Directory.EnumerateFileSystemEntries(pictureFolder).Any())
            Directory.Delete(pictureFolder);
    }
}

/// <summary>The contents of a folder of Markdown pages.</summary>
internal static partial class MarkdownIndex
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePreciseSourceLocation().Build();

    /// <summary>The index in Markdown.</summary>
    /// <param name="pages">Each page's file name and text, in order.</param>
    /// <param name="words">The pages' language.</param>
    public static string Text(IEnumerable<(string Name, string Text)> pages, Translation words) => string.Join("\n\n",
    [
        MarkdownBook.Mark,
        $"# {words.Text("The notebooks, executed")}",
        words.Text("Each page is a notebook with all that its cells gave."),
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

    // A paragraph that is all in italics, or begins in bold where a language has no italics, describes the notebook: it is kept whole.
    private static string FirstWords(ParagraphBlock paragraph, string text)
    {
        string line = OneLine(paragraph.Inline!, text);
        bool describes = paragraph.Inline!.FirstChild is EmphasisInline { NextSibling: null } or EmphasisInline { DelimiterCount: 2 };
        return describes ? line : SentenceEnd.Split(line)[0];
    }

    private static string OneLine(ContainerInline inline, string text)
    {
        var (start, end) = (inline.FirstChild!.Span.Start, inline.LastChild!.Span.End);
        return WhiteSpace.Replace(text[start..(end + 1)], " ");
    }

    // Chinese sentences have no space between them.
    [GeneratedRegex(@"(?<=[.!?])\s|(?<=[。！？])")]
    private static partial Regex SentenceEnd { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }
}
