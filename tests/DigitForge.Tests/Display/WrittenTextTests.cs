using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class WrittenTextTests
{
    [Fact]
    public void No_letter_is_lost_and_no_line_is_too_wide()
    {
        string words = string.Join(' ', Enumerable.Range(1, 60).Select(i => $"word{i}"));
        var lines = new WrittenText("A title", words).Lines();

        Assert.InRange(lines.Count, 4, 8);
        Assert.Equal(words, string.Join(' ', lines));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, WrittenText.Columns));
    }

    [Fact]
    public void A_word_without_a_space_breaks_at_the_edge()
    {
        var lines = new WrittenText("", new string('a', WrittenText.Columns) + new string('b', 5)).Lines();
        Assert.Equal([new string('a', WrittenText.Columns), "bbbbb"], lines);
    }

    [Fact]
    public void A_Chinese_letter_takes_two_columns_and_one_of_two_chars_is_not_cut()
    {
        Assert.Equal([WrittenText.Columns / 2, 1], new WrittenText("", new string('数', (WrittenText.Columns / 2) + 1)).Lines().Select(line => line.Length));

        string rare = string.Concat(Enumerable.Repeat("\U00020000", (WrittenText.Columns / 2) + 1));
        Assert.Equal([WrittenText.Columns, 2], new WrittenText("", rare).Lines().Select(line => line.Length));
    }

    [Fact]
    public void Ends_of_lines_and_empty_lines_stay()
    {
        var text = new WrittenText("Two paragraphs", "one\r\n\r\n  two");
        Assert.Equal(["one", "", "  two"], text.Lines());
        Assert.Equal("Two paragraphs\none\n\n  two", text.ToString());
    }

    [Fact]
    public void In_HTML_it_is_text_and_not_markup()
    {
        string html = new WrittenText("<title>", "a < b\n<b>c</b>").ToHtml();
        Assert.Contains("<figcaption>&lt;title&gt;</figcaption>", html, StringComparison.Ordinal);
        Assert.Contains("a &lt; b\n&lt;b&gt;c&lt;/b&gt;</pre>", html, StringComparison.Ordinal);
    }
}
