using NotebookRunner.Pages;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("plain\ntext  \n", "plain\ntext  \n")]
    [InlineData("windows\r\nlines\r\n", "windows\nlines\n")]
    [InlineData("10 %\r20 %\r100 %\n", "100 %\n")]
    [InlineData("step 1\rstep 2\r", "step 2")]
    [InlineData("a long line\rshort", "shortg line")]
    [InlineData("a long line\r\u001b[Kshort", "short")]
    [InlineData("loading\r       \rdone\n", "done\n")]
    [InlineData("ab\b\bc", "cb")]
    [InlineData("\b\rx", "x")]
    [InlineData("one\ntwo\n\u001b[2A\u001b[2KONE\u001b[1B\rTWO", "ONE\nTWO\n")]
    [InlineData("one\ntwo\u001b[1A\u001b[JX", "oneX")]
    [InlineData("one\ntwo\u001b[2J\u001b[Hthree", "three")]
    [InlineData("\u001b[31mred\u001b[0m and \u001b[1;38;5;200mpink\u001b[m", "red and pink")]
    [InlineData("\u001b]0;title\u0007a\u001b]8;;http://example.org\u001b\\link\u001b]8;;\u001b\\", "alink")]
    [InlineData("\u001b[?25lhidden cursor\u001b[?25h\u001b(B", "hidden cursor")]
    [InlineData("bell\u0007, null\0 and a lone \u001b", "bell, null and a lone ")]
    [InlineData("😀\r一", "一")]
    [InlineData("\u001b[999999999Bx\u001b[99999999999999Ay", "xy")]
    public void The_end_is_shown_as_a_terminal_shows_it(string text, string expected) => Assert.Equal(expected, ConsoleText.Plain(text));

    [Fact]
    public void A_cursor_far_to_the_right_does_not_fill_the_memory() =>
        Assert.InRange(ConsoleText.Plain(string.Concat(Enumerable.Repeat("\u001b[999999999C", 100)) + "x").Length, 2, 1001);

    [Theory]
    [InlineData("1 < 2 & \"3\"", "1 &lt; 2 &amp; &quot;3&quot;")]
    [InlineData("\u001b[31m<red>\u001b[0m & plain", "<span style=\"color:#b3261e\">&lt;red&gt;</span> &amp; plain")]
    [InlineData("\u001b[1mbold\u001b[22m\u001b[4mline\u001b[24m", "<span style=\"font-weight:bold\">bold</span><span style=\"text-decoration:underline\">line</span>")]
    [InlineData("\u001b[37;41mERROR\u001b[m", "<span style=\"color:#e5e5e5;background:#cd0000\">ERROR</span>")]
    [InlineData("\u001b[43mwarn\u001b[49m", "<span style=\"color:#1c2430;background:#cdcd00\">warn</span>")]
    [InlineData("\u001b[7mback\u001b[27m", "<span style=\"color:#ffffff;background:#1c2430\">back</span>")]
    [InlineData("\u001b[38;2;1;2;3mown\u001b[39m", "<span style=\"color:#010203\">own</span>")]
    [InlineData("\u001b[38;5;196mcube\u001b[38;5;240mgrey", "<span style=\"color:#ff0000\">cube</span><span style=\"color:#585858\">grey</span>")]
    [InlineData("\u001b[91mone\ntwo", "<span style=\"color:#c62828\">one</span>\n<span style=\"color:#c62828\">two</span>")]
    [InlineData("\u001b[31mA\rB", "<span style=\"color:#b3261e\">B</span>")]
    [InlineData("\u001b[38;5mx\u001b[999my", "xy")]
    public void Colours_are_spans(string text, string expected) => Assert.Equal(expected, ConsoleText.AsHtml(text));
}
