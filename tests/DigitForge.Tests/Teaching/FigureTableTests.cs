using DigitForge.Evaluation;
using DigitForge.Runtime;
using DigitForge.Teaching;
using Shared;
using Xunit;
using static DigitForge.Tests.Evaluation.FigureFileTests;

namespace DigitForge.Tests.Teaching;

public sealed class FigureTableTests : IDisposable
{
    public void Dispose() => Language.Use("en");

    [Fact]
    public void A_model_has_one_row_with_the_medians_over_its_seeds_and_the_range_of_the_judgements()
    {
        var table = new FigureTable([Real(seed: 1), Run("article", 1, 300), Run("article", 2, 900), Run("article", 3, 400)]);
        Assert.Equal(
            """
            | model | seeds | Frechet distance | fresh critic | precision | recall | digits' divergence | parameters that draw | that only train | pictures seen | training, s | drawing 1,000, s |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            | real digits | 1 | 1.50 | 52.5 % | 90.0 % | 80.0 % | 0.0100 |  |  |  |  |  |
            | article | 1, 2, 3 | 400.00 (300.00 to 900.00) | 52.5 % (52.5 % to 52.5 %) | 90.0 % | 80.0 % | 0.0100 | 1,489,936 | 533,505 | 1,280,000 | 200 | 0.50 |
            """.ReplaceLineEndings("\n"),
            table.ToMarkdown());
    }

    [Fact]
    public void Of_an_even_number_of_seeds_the_median_is_the_mean_of_the_middle_two() =>
        Assert.Contains("| 1, 2 | 350.00 (300.00 to 400.00) |", new FigureTable([Run("a", 1, 300), Run("a", 2, 400)]).ToMarkdown(), StringComparison.Ordinal);

    // Here and not beside the other tests of the pages: those run side by side, and a process speaks one language at a time.
    [Theory]
    [InlineData("README.md", "en")]
    [InlineData("README.zh-CN.md", "zh")]
    public void The_page_shows_the_figures_that_were_measured_as_its_language_writes_them(string page, string language)
    {
        Language.Use(language);
        var table = new FigureTable(FigureFile.Open(Path.Combine(Repository.ModelsFolder, "figures.json")).Rows);
        string text = File.ReadAllText(RepositoryFolder.File(page)).ReplaceLineEndings("\n");
        Assert.All(table.ToMarkdown().Split('\n'), row => Assert.Contains(row, text, StringComparison.Ordinal));
    }

    [Fact]
    public void As_html_it_has_the_same_cells()
    {
        string html = new FigureTable([Run("a <b>", 1, 300)]).ToHtml();
        Assert.Contains(">a &lt;b&gt;</td>", html, StringComparison.Ordinal);
        Assert.Contains(">300.00</td>", html, StringComparison.Ordinal);
        Assert.Equal(12, html.Split("<th scope=\"col\"").Length - 1);
    }
}
