using NotebookRunner.Doctor;
using Xunit;

namespace NotebookRunner.Tests.Doctor;

/// <summary>The text interface between a series and the doctor. Notebooks.Tests checks its other side: what the library prints.</summary>
public sealed class FindingTests
{
    [Theory]
    [InlineData("\u2714 Cores: 2", nameof(Mark.Fine), "Cores: 2")]
    [InlineData("! Disk: small -> Tidy up.\r", nameof(Mark.Warning), "Disk: small -> Tidy up.")]
    [InlineData("\u2718 MNIST: gone -> Bring it back.", nameof(Mark.Error), "MNIST: gone -> Bring it back.")]
    public void A_line_with_a_mark_is_a_finding(string line, string mark, string text)
    {
        var finding = Finding.Parse(line);
        Assert.Equal(new Finding(Enum.Parse<Mark>(mark), text), finding);
        Assert.Equal(line.TrimEnd(), finding!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("This machine is ready.")]
    [InlineData("!important")]
    [InlineData(" \u2714 indented")]
    public void Any_other_line_is_none(string line) => Assert.Null(Finding.Parse(line));
}
