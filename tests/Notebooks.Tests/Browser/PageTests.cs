using Shared;
using Xunit;

namespace Notebooks.Tests.Browser;

/// <summary>The book's pages in a browser, in a desktop window and in a phone-sized one.</summary>
public sealed class PageTests(BookFixture book, BrowserFixture browser)
{
    public static MatrixTheoryData<string, int> Pages => new(Series.Names.Select(row => row.Data), [1280, 390]);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_shown_whole_and_without_a_network(string name, int width) =>
        await CheckAsync(await book.FileAsync(name, ".html"), width);

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_index_is_shown_whole_and_without_a_network(int width) =>
        await CheckAsync(await book.IndexAsync(), width);

    private async Task CheckAsync(string file, int width)
    {
        string picture = RepositoryFolder.File("artifacts", "screenshots", $"{Path.GetFileNameWithoutExtension(file)}-{width}.png");
        var problems = await browser.ProblemsAsync(file, width, height: width < 600 ? 844 : 900, picture);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
