using AngleSharp.Html.Parser;
using Markdig;
using Markdig.Syntax;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The executed notebooks, committed as Markdown, were made from the current notebooks.</summary>
/// <remarks>To make them again, use the runner's options <c>--full --markdown notebooks/rendered</c>.</remarks>
public sealed class RenderedTests
{
    /// <summary>The folder of the pages.</summary>
    internal const string Folder = "notebooks/rendered";

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>
    /// The notebooks of both editions, as paths in the folder of the English ones. A page has the same path with another extension.
    /// </summary>
    public static TheoryData<string> Names => [.. Editions.SelectMany(edition => Series.Names.Select(row => edition + row.Data))];

    public static TheoryData<string> Editions => ["", $"{Series.Chinese}/"];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_shows_the_notebooks_own_code_and_prose(string name)
    {
        var notebook = Notebook.Load(Series.PathOf(name));
        string page = Page(name);

        var code = notebook.Cells.SelectMany(cell => cell.Kind == CellKind.Code ? [cell.Source] : CSharpOf(cell.Source));
        Assert.Equal(code, CSharpOf(page));

        var links = new Links(notebook, FolderOf(name), MarkdownPage.Ending, [notebook]);
        var prose = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => links.RetargetAll(cell.Source.Trim('\n')));
        Assert.All(prose, text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_pictures_exist_and_no_other_lies_there(string name)
    {
        var shown = Pictures(Page(name)).Select(source => Path.GetFullPath(Path.Combine(FolderOf(name), source))).ToHashSet();
        Assert.All(shown, path => Assert.True(File.Exists(path), path));

        string own = RepositoryFolder.File(Folder, Path.ChangeExtension(name, null));
        string[] files = Directory.Exists(own) ? Directory.GetFiles(own, "*", SearchOption.AllDirectories) : [];
        Assert.Empty(files.Except(shown));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_links_lead_to_files(string name)
    {
        using var document = new HtmlParser().ParseDocument(Markdig.Markdown.ToHtml(Page(name), Markdown));
        string[] targets = [.. document.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!).Where(target => !target.Contains(':', StringComparison.Ordinal) && target[0] != '#')];
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(FolderOf(name), Uri.UnescapeDataString(target.Split('#', '?')[0]))), target));
    }

    [Theory]
    [MemberData(nameof(Editions))]
    public void Nothing_is_left_of_notebooks_that_are_gone(string edition)
    {
        string folder = RepositoryFolder.File(Folder, edition);
        var names = Series.Names.Select(row => Path.GetFileNameWithoutExtension(row.Data)).ToList();
        var pages = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        Assert.Equal([.. names.Select(name => name + ".md"), MarkdownBook.IndexName], pages);
        Assert.Empty(Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Except([.. names, Series.Chinese]));
        string index = Page(edition + MarkdownBook.IndexName);
        Assert.All(names, name => Assert.Contains($"]({name}.md)", index, StringComparison.Ordinal));
    }

    /// <summary>The page of a notebook.</summary>
    internal static string Page(string name) => File.ReadAllText(RepositoryFolder.File(Folder, Path.ChangeExtension(name, ".md")));

    /// <summary>The folder of a notebook's page.</summary>
    internal static string FolderOf(string name) => Path.GetDirectoryName(RepositoryFolder.File(Folder, name))!;

    // The parameter values of a run are not in the notebook.
    private static IEnumerable<string> CSharpOf(string text)
    {
        Block? before = null;
        foreach (var block in Markdig.Markdown.Parse(text, Markdown))
        {
            bool isInjected = before is ParagraphBlock && text.Substring(before.Span.Start, before.Span.Length) == MarkdownPage.InjectedNote;
            if (block is FencedCodeBlock { Info: "csharp" } code && !isInjected)
                yield return code.Lines.ToString();
            before = block;
        }
    }

    private static List<string> Pictures(string page)
    {
        using var document = new HtmlParser().ParseDocument(Markdig.Markdown.ToHtml(page, Markdown));
        return [.. document.Images.Select(image => Uri.UnescapeDataString(image.GetAttribute("src")!))];
    }
}
