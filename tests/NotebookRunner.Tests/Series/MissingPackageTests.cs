using Shared;
using Xunit;

namespace NotebookRunner.Tests.Series;

public sealed class MissingPackageTests : IDisposable
{
    private const string NeedsPackage = "needs-package";
    private const string NoSuchPackage = "#r \"nuget: DigitForge.No.Such.Package, 9.9.9\"";
    private const string Sentence = "The package source cannot supply DigitForge.No.Such.Package 9.9.9: NU1";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cells_that_need_a_package_that_cannot_be_had_are_left_out_and_all_others_run()
    {
        TestNotebook.WriteTagged(folder, "a",
            ("", "\"before\""),
            (NeedsPackage, NoSuchPackage),
            ("", "\"between\""),
            (NeedsPackage, "new NoSuchClass()"),
            ("", "\"after\""));
        TestNotebook.Write(folder, "b", "\"later\"");

        var (exitCode, output, error) = await Program.RunAsync(folder, "a.ipynb", "b.ipynb", "--out", "book");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("      skipped: package not available in ", output, StringComparison.Ordinal);
        Assert.Contains($"{Environment.NewLine}a skipped: package not available. {Sentence}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("b skipped", output, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(folder.File("book/a.html"));
        Assert.All(["before", "between", "after"], text => Assert.Contains($"<pre>{text}</pre>", page, StringComparison.Ordinal));
        Assert.Contains($"<pre class=\"stdout\">skipped: package not available {Sentence}", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"stdout\">skipped: package not available\n</pre>", page, StringComparison.Ordinal);
        Assert.Contains("Some cells skipped: package not available", page, StringComparison.Ordinal);
        Assert.Contains("skipped: package not available</span>", await File.ReadAllTextAsync(folder.File("book/index.html")), StringComparison.Ordinal);
        Assert.Empty(NotebookFormat.Violations(folder.File("book/a.ipynb")));
    }

    [Fact]
    public async Task A_failure_of_another_cell_is_a_failure_all_the_same()
    {
        TestNotebook.WriteTagged(folder, "a", (NeedsPackage, NoSuchPackage), ("", "new NoSuchClass()"));
        var (exitCode, output, error) = await Program.RunAsync(folder, "a.ipynb", "--out", "book");
        Assert.Equal(1, exitCode);
        Assert.Contains("a, code cell 2 of 2 failed:", error, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_the_notebook_does_not_call_dispensable_must_be_there()
    {
        TestNotebook.Write(folder, "a", NoSuchPackage);
        var (exitCode, _, error) = await Program.RunAsync(folder, "a.ipynb", "--out", "book");
        Assert.Equal(1, exitCode);
        Assert.Contains(Sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_package_can_be_had_its_cells_run()
    {
        TestNotebook.WriteTagged(folder, "a",
            (NeedsPackage, "#r \"nuget: Markdig, 1.6.0\""),
            (NeedsPackage, "Markdig.Markdown.ToPlainText(\"*real*\").Trim()"));
        var (exitCode, output, error) = await Program.RunAsync(folder, "a.ipynb", "--out", "book");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
        Assert.Contains("<pre>real</pre>", await File.ReadAllTextAsync(folder.File("book/a.html")), StringComparison.Ordinal);
    }
}
