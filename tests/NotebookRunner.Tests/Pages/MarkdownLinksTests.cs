using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class MarkdownLinksTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("02-generator.ipynb", "02-generator.md")]
    [InlineData("./02-generator.ipynb#layers", "02-generator.md#layers")]
    [InlineData("../other/03.ipynb", "../../other/03.ipynb")]
    [InlineData("../data/mnist/README.md", "../../data/mnist/README.md")]
    [InlineData("images/a.png?raw=true", "../images/a.png?raw=true")]
    [InlineData("images/", "../images/")]
    [InlineData("two%20words.txt", "../two%20words.txt")]
    [InlineData("rendered/x.md", "x.md")]
    [InlineData("#here", "#here")]
    [InlineData("/root.md", "/root.md")]
    [InlineData("https://example.org/a.ipynb", "https://example.org/a.ipynb")]
    [InlineData("mailto:a@example.org", "mailto:a@example.org")]
    public void A_target_still_leads_to_the_same_file(string target, string expected) => Assert.Equal(expected, Links().Retarget(target));

    [Theory]
    [InlineData("[a](a.md), [b](b.md \"title\") and ![c](c.png)", "[a](../a.md), [b](../b.md \"title\") and ![c](../c.png)")]
    [InlineData("[![in](a.png)](b.ipynb)", "[![in](../a.png)](b.md)")]
    [InlineData("[a](<a b.md>)", "[a](<../a%20b.md>)")]
    [InlineData("[a][x] and [x]\n\n[x]: a.md", "[a][x] and [x]\n\n[x]: ../a.md")]
    [InlineData("| a |\n|---|\n| [b](b.md) |", "| a |\n|---|\n| [b](../b.md) |")]
    [InlineData("<img alt=\"a\" src=\"a.png\">\n\nand <a href='b.ipynb'>b</a>", "<img alt=\"a\" src=\"../a.png\">\n\nand <a href='b.md'>b</a>")]
    [InlineData("`[a](a.md)`\n\n```\n[b](b.md)\n```", "`[a](a.md)`\n\n```\n[b](b.md)\n```")]
    [InlineData("<https://example.org> plain, *odd* _text_", "<https://example.org> plain, *odd* _text_")]
    public void In_prose_only_targets_change(string prose, string expected) => Assert.Equal(expected, Links().RetargetAll(prose));

    private MarkdownLinks Links() => new(folder.File("notebooks"), folder.File("notebooks/rendered"));
}
