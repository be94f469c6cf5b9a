using NotebookRunner.Documents;
using NotebookRunner.Series;
using Shared;
using Spectre.Console;
using Xunit;

namespace NotebookRunner.Tests.Series;

public sealed class SeriesViewTests
{
    [Theory]
    [InlineData("plain text,\ttabs\nand lines", "plain text,\ttabs\nand lines")]
    [InlineData("\u001b[2Jcleared\u001b[1;31m red\u001b[0m", "cleared red")]
    [InlineData("\u001b]0;a title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bPdevice\u001b\\text\u001b_app\u001b\\", "text")]
    [InlineData("\u001bcreset\u001b7\u001b(B", "reset")]
    [InlineData("\u009b2Jc1 \u0085\u0007\u0008\r\u007f", "c1 ")]
    [InlineData("unfinished \u001b[12", "unfinished ")]
    [InlineData("unfinished \u001b]0;title\nnext line", "unfinished \nnext line")]
    [InlineData("end \u001b", "end ")]
    [InlineData("\U0001F600 [2J é", "\U0001F600 [2J é")]
    public void A_terminal_gets_text_without_control_codes(string text, string expected) => Assert.Equal(expected, TerminalText.Clean(text));

    [Fact]
    public void A_report_of_a_failure_has_no_control_codes()
    {
        using var folder = new TemporaryFolder();
        var notebook = Notebook.Load(TestNotebook.Write(folder, "a", "throw new Exception(\"\u001b[2J\");"));
        var error = new CellError("Exception", "\u001b[2Jreason", ["\u001b[2Jreason", "   at line 1"]);
        string report = FailureReport.Write(new NotebookResult(notebook, TimeSpan.Zero, 1, error));
        Assert.DoesNotContain('\u001b', report);
        Assert.EndsWith("reason\n   at line 1", report.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 20)]
    [InlineData(80, 80)]
    public void A_live_display_is_never_laid_out_for_less_than_twenty_columns(int width, int expected) =>
        Assert.Equal(expected, new WideOutput(new Terminal(width)).Width);

    private sealed class Terminal(int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => TextWriter.Null;

        public bool IsTerminal => true;

        public int Width => width;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
