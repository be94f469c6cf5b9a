using System.Diagnostics;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Series;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string[], string> WrongUses => new()
    {
        { ["--fast"], "There is no option '--fast'; --help lists the options." },
        { ["missing.ipynb"], "There is no notebook missing.ipynb." },
        { ["text.ipynb"], "text.ipynb is not a C# notebook: found a file that is not JSON." },
        { ["good.ipynb", "-p", "Speed=9"], "No notebook of this run has a parameter Speed; there are Count." },
        { ["good.ipynb", "-p", "Count"], "The parameter 'Count' has no value; expected Name=Value." },
        { ["good.ipynb", "-p", "Count=few"], "The parameter Count is 'few'; expected a whole number, as in Count=3." },
        { ["--language", "xx"], "The language is 'xx'; expected en or zh." },
        { ["good.ipynb", "--timeout", "soon"], "The timeout is 'soon'; expected a number of seconds above 0." },
        { ["good.ipynb", "--timeout", "-1"], "The timeout is '-1'; expected a number of seconds above 0." },
        { ["good.ipynb", "--markdown", "."], $"{Path.Combine(".", "README.md")} was not made by this program and would be overwritten; choose another folder." },
        { ["good.ipynb", "good.ipynb"], "Two notebooks are called good; their pages would overwrite each other." },
    };

    [Theory]
    [MemberData(nameof(WrongUses))]
    public async Task Wrong_use_gives_one_sentence_and_exit_code_2(string[] arguments, string sentence)
    {
        TestNotebook.WriteWithParameters(folder, "good", "int Count = 3;", "Count");
        File.WriteAllText(folder.File("text.ipynb"), "this is no notebook");
        File.WriteAllText(folder.File("README.md"), "# Mine");

        var (exitCode, output, error) = await Program.RunAsync(folder, arguments);

        Assert.Equal((2, "", sentence + Environment.NewLine), (exitCode, output, error));
        Assert.False(Directory.Exists(folder.File("artifacts")));
    }

    [Fact]
    public async Task Without_notebooks_the_folder_is_named()
    {
        var (exitCode, _, error) = await Program.RunAsync(folder);
        Assert.Equal(2, exitCode);
        Assert.StartsWith("There are no notebooks in ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Chinese_edition_is_found_in_its_folder_and_has_pages_in_Chinese()
    {
        Directory.CreateDirectory(folder.File("notebooks/zh"));
        TestNotebook.Write(folder, "notebooks/01-a", "\"English\"");
        TestNotebook.Write(folder, "notebooks/zh/01-a", "\"中文\"");

        var (exitCode, _, error) = await Program.RunAsync(folder, "--language", "zh");

        Assert.Equal((0, ""), (exitCode, error));
        string page = File.ReadAllText(folder.File("artifacts/book/zh/01-a.html"));
        Assert.Contains("<html lang=\"zh-CN\">", page, StringComparison.Ordinal);
        Assert.Contains("中文", page, StringComparison.Ordinal);
        Assert.Contains("所有单元格都已运行", page, StringComparison.Ordinal);
        Assert.Contains("<h1>全书</h1>", File.ReadAllText(folder.File("artifacts/book/zh/index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_series_is_found_run_and_bound_into_a_book()
    {
        Directory.CreateDirectory(folder.File("notebooks"));
        TestNotebook.WriteWithParameters(folder, "notebooks/01-a", "int Count = 3; // quick: 2", "Count * 10");
        TestNotebook.Write(folder, "notebooks/02-b", "\"second\"");

        var (exitCode, output, error) = await Program.RunAsync(folder);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("[2/2] 02-b: 1 code cells", output, StringComparison.Ordinal);
        Assert.Equal(
            ["01-a.html", "01-a.ipynb", "02-b.html", "02-b.ipynb", "index.html"],
            Directory.GetFiles(folder.File("artifacts/book")).Select(path => Path.GetFileName(path)).Order());
        Assert.Contains("<pre>20</pre>", await File.ReadAllTextAsync(folder.File("artifacts/book/01-a.html")), StringComparison.Ordinal);
        Assert.Empty(NotebookFormat.Violations(folder.File("artifacts/book/01-a.ipynb")));
    }

    [Fact]
    public async Task Pages_in_Markdown_are_written_where_they_are_asked_for_and_are_the_same_each_time()
    {
        TestNotebook.WriteWithParameters(folder, "a", "int Count = 3; // quick: 2", "Count * 10");
        string[] arguments = ["a.ipynb", "--out", "book", "--markdown", "pages"];

        var (exitCode, output, error) = await Program.RunAsync(folder, arguments);
        string first = await File.ReadAllTextAsync(folder.File("pages/a.md"));
        await Program.RunAsync(folder, arguments);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"In Markdown: {Path.Combine("pages", "README.md")}", output, StringComparison.Ordinal);
        Assert.Contains("```text\n20\n```", first, StringComparison.Ordinal);
        Assert.Equal(first, await File.ReadAllTextAsync(folder.File("pages/a.md")));
        Assert.Equal(["README.md", "a.md"], Directory.GetFileSystemEntries(folder.File("pages")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_run_with_the_same_settings_knows_about_how_long_it_will_take()
    {
        TestNotebook.Write(folder, "a", "1");
        string[] arguments = ["a.ipynb", "--out", "book"];

        Assert.DoesNotContain("left", (await Program.RunAsync(folder, arguments)).Out, StringComparison.Ordinal);
        Assert.Matches(@"a: 1 code cells, about \d+\.\d s left", (await Program.RunAsync(folder, arguments)).Out);
        Assert.DoesNotContain("left", (await Program.RunAsync(folder, [.. arguments, "--full"])).Out, StringComparison.Ordinal);
        Assert.Empty(NotebookFormat.Violations(folder.File("book/a.ipynb")));
    }

    [Fact]
    public async Task Full_takes_the_notebooks_own_values()
    {
        string notebook = TestNotebook.WriteWithParameters(folder, "a", "int Count = 3; // quick: 2", "Count * 10");
        await Program.RunAsync(folder, notebook, "--full", "--out", "book");
        Assert.Contains("<pre>30</pre>", await File.ReadAllTextAsync(folder.File("book/a.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_cell_is_shown_and_later_notebooks_still_run()
    {
        TestNotebook.Write(folder, "a", "var x = 1;", "int zero = 0;\nx / zero", "\"never\"");
        TestNotebook.Write(folder, "b", "\"later\"");

        var (exitCode, output, error) = await Program.RunAsync(folder, "a.ipynb", "b.ipynb", "--out", "book");

        Assert.Equal(1, exitCode);
        Assert.Contains("a, code cell 2 of 3 failed:", error, StringComparison.Ordinal);
        Assert.Contains("    x / zero", error, StringComparison.Ordinal);
        Assert.Contains("System.DivideByZeroException", error, StringComparison.Ordinal);
        Assert.Contains("FAILED", output, StringComparison.Ordinal);
        Assert.Contains("later", await File.ReadAllTextAsync(folder.File("book/b.html")), StringComparison.Ordinal);
        Assert.DoesNotContain("<pre>never</pre>", await File.ReadAllTextAsync(folder.File("book/a.html")), StringComparison.Ordinal);
        Assert.Empty(NotebookFormat.Violations(folder.File("book/a.ipynb")));
    }

    [Fact]
    public async Task A_cell_that_takes_too_long_is_stopped()
    {
        TestNotebook.Write(folder, "a", "while (true) { }");
        var (exitCode, _, error) = await Program.RunAsync(folder, "a.ipynb", "--timeout", "2", "--out", "book");
        Assert.Equal(1, exitCode);
        Assert.Contains("The cell ran longer than 2 seconds and was stopped.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_kills_its_process_fails_alone()
    {
        TestNotebook.Write(folder, "a", "Environment.FailFast(\"gone\");");
        TestNotebook.Write(folder, "b", "\"later\"");
        var (exitCode, _, error) = await Program.RunAsync(folder, "a.ipynb", "b.ipynb", "--out", "book");
        Assert.Equal(1, exitCode);
        Assert.Contains("The process that ran this cell ended with exit code", error, StringComparison.Ordinal);
        Assert.Contains("later", await File.ReadAllTextAsync(folder.File("book/b.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_code_may_write_any_amount_to_standard_error()
    {
        TestNotebook.Write(folder, "a", "Console.OpenStandardError().Write(new byte[1_000_000]);", "\"after\"");
        var (exitCode, _, _) = await Program.RunAsync(folder, "a.ipynb", "--timeout", "30", "--out", "book");
        Assert.Equal(0, exitCode);
        Assert.Contains("after", await File.ReadAllTextAsync(folder.File("book/a.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_in_another_language_is_refused()
    {
        File.WriteAllText(folder.File("a.ipynb"), """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "id": "x", "source": "let x = 1",
             "metadata": {"polyglot_notebook": {"kernelName": "fsharp"}}, "outputs": [], "execution_count": null}]}
            """);
        var (exitCode, _, error) = await Program.RunAsync(folder, "a.ipynb", "--out", "book");
        Assert.Equal(1, exitCode);
        Assert.Contains("The cell is in 'fsharp'; expected csharp.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task An_interrupt_ends_the_run_at_once_and_leaves_what_is_finished(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only a Unix signal can be sent to another process.");
        Assert.SkipWhen(signal == "-INT" && InterruptsAreIgnored(), "A program started in the background inherits that interrupts are ignored.");
        TestNotebook.Write(folder, "a", "\"finished\"");
        TestNotebook.Write(folder, "b", "while (true) { }");
        using var process = Program.Start(folder, "a.ipynb", "b.ipynb", "--out", "book");
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("[2/2]", StringComparison.Ordinal))
        {
        }

        await Task.Delay(1_500);
        using (var kill = Process.Start("kill", [signal, $"{process.Id}"]))
            await kill.WaitForExitAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The program did not end.");
        }

        Assert.Equal(130, process.ExitCode);
        Assert.StartsWith("Interrupted.", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Contains("finished", await File.ReadAllTextAsync(folder.File("book/a.html")), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("book/b.html")));
        Assert.Contains("1 of 2 notebooks", await File.ReadAllTextAsync(folder.File("book/index.html")), StringComparison.Ordinal);
    }

    // Linux tells a process's ignored signals as a mask; bit 1 is SIGINT.
    private static bool InterruptsAreIgnored()
    {
        const string status = "/proc/self/status";
        string? mask = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return mask is not null && (Convert.ToInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }
}
