using DigitForge.Evaluation;
using DigitForge.Teaching;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class EvaluationReportTests
{
    [Fact]
    public void As_text_it_has_a_line_for_each_result_in_columns()
    {
        string[] lines = new EvaluationReport(Result("real"), Result("a much longer name") with { FrechetDistance = 1234.5 }).ToString().Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Single(lines.Take(4).Select(line => line.Length).Distinct());
        Assert.StartsWith("real      ", lines[2], StringComparison.Ordinal);
        Assert.Equal(
            ["1.21", "52.0", "%", "95.0", "%", "94.0", "%", "0.987", "97.0", "%", "9.600", "0.0000", "5.50"],
            lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1));
        Assert.Contains("1234.50", lines[3], StringComparison.Ordinal);
        Assert.Equal("Each row: 10,000 pictures.", lines[4]);
    }

    [Fact]
    public void As_html_it_has_a_row_for_each_result_with_the_figures_of_the_text_and_the_digits_as_bars()
    {
        var report = new EvaluationReport(Result("real <b>"), Result("all threes") with { DigitShares = Only(3) });
        string html = report.ToHtml();
        Assert.Equal(2, html.Split("<th scope=\"row\"").Length - 1);
        Assert.Contains("real &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("not an Inception FID", html, StringComparison.Ordinal);
        foreach (string figure in new[] { "1.21", "52.0 %", "95.0 %", "94.0 %", "0.987", "97.0 %", "9.600", "5.50" })
            Assert.Equal(2, html.Split($">{figure}</td>").Length - 1);

        string bars = html[html.LastIndexOf("<svg", StringComparison.Ordinal)..];
        Assert.Contains("aria-label=\"0: 0.0 %", bars, StringComparison.Ordinal);
        Assert.Equal(9, bars.Split("height=\"0.0\"").Length - 1);
        Assert.Contains("<rect x=\"22\" y=\"0.0\" width=\"5\" height=\"26.0\"", bars, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_different_numbers_of_pictures_are_not_to_be_compared()
    {
        Assert.EndsWith(
            "Found rows of 10,000, 500 pictures: compare only rows with the same number.",
            new EvaluationReport(Result("many"), Result("few") with { Count = 500 }).ToString(),
            StringComparison.Ordinal);
        Assert.EndsWith("No pictures have been measured.", new EvaluationReport().ToString(), StringComparison.Ordinal);
    }

    private static EvaluationResult Result(string name) => new(
        name,
        Count: 10_000,
        FrechetDistance: 1.21,
        new PrecisionRecall(0.95, 0.94),
        new DensityCoverage(0.987, 0.97),
        new CriticScore(OnReal: 0.5, OnDrawn: 0.54, Count: 10_000),
        new DigitShares([.. Enumerable.Repeat(0.1, 10)]),
        ClassifierScore: 9.6,
        new NearestTraining([5, 5.5, 6], [1, 2, 3]),
        TimeSpan.FromSeconds(9));

    private static DigitShares Only(int digit) => new([.. Enumerable.Range(0, 10).Select(one => one == digit ? 1.0 : 0)]);
}
