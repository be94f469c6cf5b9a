using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class LinksTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Notebook notebook;
    private readonly Notebook next;

    public LinksTests()
    {
        Directory.CreateDirectory(folder.File("notebooks/rendered"));
        Directory.CreateDirectory(folder.File("elsewhere"));
        notebook = Notebook.Load(TestNotebook.WriteProse(folder, "notebooks/01-data", "# Data\n\n## 1. What is it?", "## Exercises\n\n## 数据", "## Exercises"));
        next = Notebook.Load(TestNotebook.WriteProse(folder, "elsewhere/next one", "# Next"));
        TestNotebook.Write(folder, "notebooks/03-late", "1");
        foreach (string page in new[] { "notebooks/rendered/02-early.md", "notebooks/rendered/other.md" })
            File.WriteAllText(folder.File(page), "");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("01-data.ipynb", "01-data.md")]
    [InlineData("../elsewhere/next%20one.ipynb#Next", "next%20one.md#next")]
    [InlineData("./02-early.ipynb#layers", "02-early.md#layers")]
    [InlineData("03-late.ipynb", "../03-late.ipynb")]
    [InlineData("../elsewhere/other.ipynb", "../../elsewhere/other.ipynb")]
    [InlineData("../data/mnist/README.md", "../../data/mnist/README.md")]
    [InlineData("pytorch/draw.py", "../pytorch/draw.py")]
    [InlineData("images/a.png?raw=true", "../images/a.png?raw=true")]
    [InlineData("images/", "../images/")]
    [InlineData("two%20words.txt", "../two%20words.txt")]
    [InlineData("rendered/x.md", "x.md")]
    [InlineData("#here", "#here")]
    [InlineData("#1-what-is-it", "#1-what-is-it")]
    [InlineData("#1.-What-is-it?", "#1-what-is-it")]
    [InlineData("#Exercises-1", "#exercises-1")]
    [InlineData("#%E6%95%B0%E6%8D%AE", "#%E6%95%B0%E6%8D%AE")]
    [InlineData("", "")]
    [InlineData("#", "#")]
    [InlineData("a%00b", "a%00b")]
    [InlineData("/root.md", "/root.md")]
    [InlineData("https://example.org/a.ipynb", "https://example.org/a.ipynb")]
    [InlineData("mailto:a@example.org", "mailto:a@example.org")]
    public void A_target_leads_to_a_page_of_the_run_or_to_the_same_file(string target, string expected) => Assert.Equal(expected, Links().Retarget(target));

    [Fact]
    public void The_book_has_the_same_links_with_its_own_ending()
    {
        var links = new Links(notebook, folder.File("artifacts/book"), ".html", [notebook, next]);
        Assert.Equal("next%20one.html", links.Retarget("../elsewhere/next%20one.ipynb"));
        Assert.Equal("../../notebooks/02-early.ipynb", links.Retarget("02-early.ipynb"));
        Assert.Equal("../../notebooks/pytorch/draw.py", links.Retarget("pytorch/draw.py"));
    }

    [Theory]
    [InlineData("[a](a.md), [b](b.md \"title\") and ![c](c.png)", "[a](../a.md), [b](../b.md \"title\") and ![c](../c.png)")]
    [InlineData("[![in](a.png)](01-data.ipynb)", "[![in](../a.png)](01-data.md)")]
    [InlineData("[a](<a b.md>)", "[a](<../a%20b.md>)")]
    [InlineData("[a][x] and [x]\n\n[x]: a.md", "[a][x] and [x]\n\n[x]: ../a.md")]
    [InlineData("| a |\n|---|\n| [b](b.md) |", "| a |\n|---|\n| [b](../b.md) |")]
    [InlineData("<img alt=\"a\" src=\"a.png\">\n\nand <a href='01-data.ipynb'>b</a>", "<img alt=\"a\" src=\"../a.png\">\n\nand <a href='01-data.md'>b</a>")]
    [InlineData("`[a](a.md)`\n\n```\n[b](b.md)\n```", "`[a](a.md)`\n\n```\n[b](b.md)\n```")]
    [InlineData("<https://example.org> plain, *odd* _text_", "<https://example.org> plain, *odd* _text_")]
    [InlineData("[a](https://example.org/a\\_b?c=1&amp;d=2)", "[a](https://example.org/a\\_b?c=1&amp;d=2)")]
    public void In_prose_only_targets_change(string prose, string expected) => Assert.Equal(expected, Links().RetargetAll(prose));

    [Fact]
    public void In_prose_pictures_can_become_something_else() => Assert.Equal(
        "![a](<a.png>) [b](../b.png) <img src=\"<c.png>\"> ![d][d]\n\n[d]: <attachment:d.png>".Replace("\"<c.png>\"", "\"&lt;c.png&gt;\"", StringComparison.Ordinal),
        Links().RetargetAll("![a](a.png) [b](b.png) <img src=\"c.png\"> ![d][d]\n\n[d]: attachment:d.png", target => $"<{target}>"));

    [Theory]
    [InlineData("<p>See <a class=x href=\"a.md\">a</a> and <a HREF = '01-data.ipynb'>b</a></p>", "<p>See <a class=x href=\"../a.md\">a</a> and <a HREF = '01-data.md'>b</a></p>")]
    [InlineData("<img alt=\"1 > 0\" src=\"a&amp;b.png\">", "<img alt=\"1 > 0\" src=\"picture:a&amp;b.png\">")]
    [InlineData("<script>s = '<a href=\"a.md\">'</script><!-- <a href=\"a.md\"> --><style>a { }</style>", "<script>s = '<a href=\"a.md\">'</script><!-- <a href=\"a.md\"> --><style>a { }</style>")]
    [InlineData("<a name=\"x\"></a> href=\"a.md\" <a href=\"#x\">x</a>", "<a name=\"x\"></a> href=\"a.md\" <a href=\"#x\">x</a>")]
    public void In_HTML_only_the_targets_of_elements_change(string html, string expected) =>
        Assert.Equal(expected, Links().RetargetHtml(html, target => $"picture:{target}"));

    [Fact]
    public void Headings_have_ids_of_their_own_as_on_code_hosts() => Assert.Equal(
        ["1-what-is-it", "data", "exercises", "exercises-1", "数据"],
        HeadingIds.Of(notebook).Order(StringComparer.Ordinal));

    private Links Links() => new(notebook, folder.File("notebooks/rendered"), ".md", [notebook, next]);
}
