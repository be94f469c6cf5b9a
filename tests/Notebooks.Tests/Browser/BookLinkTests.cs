using AngleSharp.Html.Parser;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace Notebooks.Tests.Browser;

/// <summary>The links of both editions' pages. They are in the prose, so no notebook has to run.</summary>
public sealed class BookLinkTests
{
    private const string English = "";

    public static MatrixTheoryData<string, string> Pages => new([English, Series.Chinese], Series.Names.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_page_of_the_book_or_to_a_file_of_the_repository(string edition, string name)
    {
        List<Notebook> notebooks = [.. Series.Names.Select(row => Notebook.Load(edition == English ? Series.PathOf(row.Data) : Series.ChinesePathOf(row.Data)))];
        string folder = Path.Combine(RepositoryFolder.File("artifacts", "book"), edition);
        string[] files = ["index.html", .. notebooks.Select(notebook => notebook.Name + ".html")];
        var notebook = notebooks.Single(notebook => Path.GetFileName(notebook.Path) == name);

        using var document = new HtmlParser().ParseDocument(NotebookPage.Html(new NotebookResult(notebook, TimeSpan.Zero, null, null), notebooks, folder));

        string[] targets = [.. document.QuerySelectorAll("a[href]").Select(link => link.GetAttribute("href")!).Where(target => !target.StartsWith("http", StringComparison.Ordinal))];
        Assert.Contains(targets, target => target != "index.html");
        Assert.All(targets, target =>
        {
            string[] parts = Uri.UnescapeDataString(target).Split('#');
            Assert.True(parts[0].Length == 0 || files.Contains(parts[0]) || Path.Exists(Path.GetFullPath(Path.Combine(folder, parts[0]))), target);
            Assert.True(parts.Length == 1 || parts[0].Length > 0 || document.GetElementById(parts[1]) is not null, target);
        });
    }
}
