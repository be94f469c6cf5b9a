using DigitForge.Data;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class SeriesTextTests
{
    [Theory]
    [InlineData("# A heading\nand text\ngoes on", "# A heading\n\nand text goes on")]
    [InlineData("One **strong** and *soft* word", "One strong and soft word")]
    [InlineData("See [notebook 7](07-evaluate.ipynb), `a * b` and `c * d`", "See notebook 7, `a * b` and `c * d`")]
    [InlineData("![a picture](images/a.png)\n\nText", "Text")]
    [InlineData("Before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter", "Before\n\nAfter")]
    [InlineData("- first\n  goes on\n- second\n\n1. one\n2. two", "- first goes on\n- second\n\n1. one\n2. two")]
    [InlineData("> said\n> once", "said once")]
    [InlineData("第一行\n第二行", "第一行第二行")]
    [InlineData("<details><summary>Show the answer</summary>\n\nBecause.\n\n</details>", "Because.")]
    [InlineData("1. Why?\n\n   <details><summary>Show</summary>\n\n   So.\n\n   </details>\n\n2. And?", "1. Why?\n\nSo.\n\n2. And?")]
    [InlineData("Code:\n\n```csharp\nvar a = 1;\n\n  a *= 2; // | not a table\n```\nafter", "Code:\n\n```csharp\nvar a = 1;\n\n  a *= 2; // | not a table\n```\n\nafter")]
    public void Markdown_becomes_running_text(string markdown, string text) => Assert.Equal(text, SeriesText.Clean(markdown));

    [Theory]
    [InlineData("notebooks", 120_000)]
    [InlineData("notebooks/zh", 60_000)]
    public void Both_editions_are_read_without_their_held_out_pages(string folder, int atLeast)
    {
        var text = SeriesText.Read(RepositoryFolder.File(folder));
        Assert.InRange(text.Training.Length, atLeast, 10 * atLeast);
        Assert.Equal(["06-visualize", "10-draw-me-a-seven"], text.HeldOutPages.Select(page => page.Name));
        Assert.DoesNotContain(text.TrainingPages, page => page.Name.StartsWith("06", StringComparison.Ordinal) || page.Name.StartsWith("10", StringComparison.Ordinal));
        Assert.Equal("00-start-here", text.TrainingPages[0].Name);
        Assert.DoesNotContain(text.HeldOutPages[0].Text[..1_000], text.Training, StringComparison.Ordinal);
        foreach (string mark in new[] { "<details>", "<summary>", "**", "](", "\n|" })
            Assert.DoesNotContain(mark, text.Training + text.Unseen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_the_series_and_a_damaged_notebook_are_refused()
    {
        using var folder = new TemporaryFolder();
        string Message() => Assert.Throws<OneSentenceException>(() => SeriesText.Read(folder.Path)).Message;
        Assert.EndsWith("found 0 notebooks, expected those of the series, 06-*.ipynb and 10-*.ipynb among them.", Message(), StringComparison.Ordinal);
        File.WriteAllText(folder.File("06-a.ipynb"), """{"cells": [{"cell_type": "markdown", "source": "one"}, {"cell_type": "code", "source": "two"}]}""");
        Assert.Contains("found 1 notebooks", Message(), StringComparison.Ordinal);
        File.WriteAllText(folder.File("07-b.ipynb"), """{"cells": [{"cell_type": "markdown", "source": ["three\n", "four"]}]}""");
        var text = SeriesText.Read(folder.Path);
        Assert.Equal(("three four\n", "one\n"), (text.Training, text.Unseen));
        Assert.Equal("11 characters to learn from on 1 pages, 4 to measure on, on 1", text.ToString());
        Assert.Equal("07-b: 10 characters", text.TrainingPages[0].ToString());
        File.WriteAllText(folder.File("08-c.ipynb"), "{}");
        Assert.StartsWith("08-c.ipynb: found no cells in it, expected a notebook", Message(), StringComparison.Ordinal);
        File.WriteAllText(folder.File("08-c.ipynb"), "[1, 2");
        Assert.StartsWith("08-c.ipynb: found no cells in it, expected a notebook", Message(), StringComparison.Ordinal);
    }
}
