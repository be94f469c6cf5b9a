using System.Diagnostics;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Series;

public sealed class ProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

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
        // The first cell's limit includes the start of its process, which takes seconds on a busy machine.
        TestNotebook.Write(folder, "a", "while (true) { }");
        var (exitCode, _, error) = await Program.RunAsync(folder, "a.ipynb", "--timeout", "8", "--out", "book");
        Assert.Equal(1, exitCode);
        Assert.Contains("The cell ran longer than 8 seconds: it was asked to stop, was still running 5 seconds later, and was ended.", error, StringComparison.Ordinal);
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
        TestNotebook.Write(folder, "a", "Console.OpenStandardError().Write(System.Text.Encoding.ASCII.GetBytes(new string('e', 2_000_000)));", "\"after\"");
        var (exitCode, _, _) = await Program.RunAsync(folder, "a.ipynb", "--timeout", "30", "--out", "book");
        Assert.Equal(0, exitCode);
        Assert.Contains("eee\\n... 1,000,000 more characters were left out ...\\neee", await File.ReadAllTextAsync(folder.File("book/a.ipynb")), StringComparison.Ordinal);
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
    public async Task An_interrupt_keeps_what_has_run_also_of_the_running_notebook(string signal)
    {
        SkipWithoutSignals(signal);
        TestNotebook.Write(folder, "a", "\"finished\"");
        TestNotebook.Write(folder, "b", "\"first cell\"", WaitingCell, "\"never\"");
        TestNotebook.Write(folder, "c", "\"never\"");
        using var process = Program.Start(folder, "a.ipynb", "b.ipynb", "c.ipynb", "--out", "book");
        int worker = await WorkerAsync();

        await KillAsync(signal, process.Id);
        string error = await EndAsync(process);

        Assert.Equal((130, $"Interrupted in b, code cell 2 of 3. What had run by then is kept in book.{Environment.NewLine}"), (process.ExitCode, error));
        Assert.Contains("finished", await File.ReadAllTextAsync(folder.File("book/a.html")), StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(folder.File("book/b.html"));
        Assert.Contains("<pre>first cell</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"stdout\">begins\nsaved\n</pre>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<pre>never</pre>", page, StringComparison.Ordinal);
        Assert.Empty(NotebookFormat.Violations(folder.File("book/b.ipynb")));
        Assert.False(File.Exists(folder.File("book/c.html")));
        Assert.Contains("2 of 3 notebooks", await File.ReadAllTextAsync(folder.File("book/index.html")), StringComparison.Ordinal);
        Assert.False(await LivesOnAsync(worker));
    }

    [Fact]
    public async Task A_second_interrupt_does_not_wait_for_the_cell_and_keeps_all_the_same()
    {
        SkipWithoutSignals("-TERM");
        TestNotebook.Write(folder, "a", "\"first cell\"", BusyCell);
        using var process = Program.Start(folder, "a.ipynb", "--out", "book");
        int worker = await WorkerAsync();

        await KillAsync("-TERM", process.Id);
        await KillAsync("-TERM", process.Id);
        await EndAsync(process);

        Assert.Equal(130, process.ExitCode);
        string page = await File.ReadAllTextAsync(folder.File("book/a.html"));
        Assert.Contains("<pre>first cell</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"stdout\">begins\n</pre>", page, StringComparison.Ordinal);
        Assert.Contains("The cell was interrupted: it was ended at once.", page, StringComparison.Ordinal);
        Assert.Equal(["a.html", "a.ipynb", "index.html"], Directory.GetFiles(folder.File("book")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.False(await LivesOnAsync(worker));
    }

    [Fact]
    public async Task Control_C_in_a_terminal_reaches_runner_and_worker_and_keeps_what_has_run()
    {
        const string Script = "/usr/bin/script";
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Script), "It needs the program 'script' of util-linux.");
        TestNotebook.Write(folder, "a", "\"first cell\"", WaitingCell);
        string program = $"dotnet {typeof(NotebookRunner.Series.SeriesRun).Assembly.Location} a.ipynb --out book";
        using var terminal = Process.Start(new ProcessStartInfo(Script, ["-qec", $"trap : INT; {program}; echo the exit code is $?", "/dev/null"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var screen = terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        int worker = await WorkerAsync();

        await terminal.StandardInput.WriteAsync('\u0003');
        await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        string shown = await screen.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Contains("Interrupted in a, code cell 2 of 2. What had run by then is kept in book.", shown, StringComparison.Ordinal);
        Assert.Contains("the exit code is 130", shown, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(folder.File("book/a.html"));
        Assert.Contains("<pre>first cell</pre>", page, StringComparison.Ordinal);
        Assert.Contains("begins\nsaved\n", page, StringComparison.Ordinal);
        Assert.False(await LivesOnAsync(worker));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(80)]
    public async Task A_terminal_of_any_width_shows_the_reason_and_no_escape_codes_of_a_cell(int width)
    {
        const string Script = "/usr/bin/script";
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Script), "It needs the program 'script' of util-linux.");
        TestNotebook.Write(folder, "a", "Console.WriteLine(\"\\u001b[2J\\u001b]0;title\\u0007words\"); System.Threading.Thread.Sleep(400);", "throw new Exception(\"a \\u001b[2J[bold]reason[/]\");");
        string program = $"dotnet {typeof(NotebookRunner.Series.SeriesRun).Assembly.Location} a.ipynb --out book";
        using var terminal = Process.Start(new ProcessStartInfo(Script, ["-qec", $"stty cols {width}; {program}; echo the exit code is $?", "/dev/null"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm-256color" },
        })!;
        try
        {
            string shown = await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.Contains("a [bold]reason[/]", shown, StringComparison.Ordinal);
            Assert.Contains("the exit code is 1", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[2J", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b]0", shown, StringComparison.Ordinal);
        }
        finally
        {
            if (!terminal.HasExited)
                terminal.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_worker_ends_with_its_runner_even_while_it_is_busy()
    {
        TestNotebook.Write(folder, "a", BusyCell);
        using var process = Program.Start(folder, "a.ipynb", "--out", "book");
        int worker = await WorkerAsync();
        process.Kill();
        Assert.False(await LivesOnAsync(worker));
    }

    [Fact]
    public async Task What_cannot_be_written_is_named_and_later_notebooks_still_run()
    {
        TestNotebook.Write(folder, "a", "1");
        TestNotebook.Write(folder, "b", "\"later\"");
        Directory.CreateDirectory(folder.File("book/a.ipynb/inner"));

        var (exitCode, output, error) = await Program.RunAsync(folder, "a.ipynb", "b.ipynb", "--out", "book", "--markdown", "pages");

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{Path.Combine("book", "a.ipynb")} cannot be written: ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains("The book: ", output, StringComparison.Ordinal);
        Assert.Contains("later", await File.ReadAllTextAsync(folder.File("book/b.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("pages/a.md")));
        Assert.DoesNotContain(Directory.GetFiles(folder.File("book")), path => path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--markdown")]
    public async Task A_folder_that_cannot_be_made_is_refused_before_anything_runs(string option)
    {
        TestNotebook.Write(folder, "a", "1");
        File.WriteAllText(folder.File("file"), "");
        string[] arguments = ["a.ipynb", option, Path.Combine("file", "book"), .. option == "--out" ? Array.Empty<string>() : ["--out", "book"]];
        var (exitCode, output, error) = await Program.RunAsync(folder, arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"Files cannot be written to the folder {Path.Combine("file", "book")}: ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task An_executed_notebook_can_be_run_again_with_other_values()
    {
        TestNotebook.WriteWithParameters(folder, "a", "int Count = 3; // quick: 2", "Count * 10");
        await Program.RunAsync(folder, "a.ipynb", "--out", "first");
        Assert.Equal(0, (await Program.RunAsync(folder, "first/a.ipynb", "-p", "Count=7", "--out", "second")).ExitCode);
        Assert.Contains("<pre>70</pre>", await File.ReadAllTextAsync(folder.File("second/a.html")), StringComparison.Ordinal);
        Assert.Empty(NotebookFormat.Violations(folder.File("second/a.ipynb")));
    }

    private string WorkerFile => folder.File("worker.txt");

    private string Begin => $"""
        Console.WriteLine("begins");
        System.IO.File.WriteAllText(@"{WorkerFile}.part", Environment.ProcessId.ToString());
        System.IO.File.Move(@"{WorkerFile}.part", @"{WorkerFile}");
        """;

    private string BusyCell => Begin + "\nwhile (true) { }";

    private string WaitingCell => Begin + "\nMicrosoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne();\nConsole.WriteLine(\"saved\");";

    // The process that runs the cell, once the cell has begun.
    private async Task<int> WorkerAsync()
    {
        var clock = Stopwatch.StartNew();
        while (!File.Exists(WorkerFile))
        {
            Assert.True(clock.Elapsed < Patience, "The cell did not begin.");
            await Task.Delay(20);
        }

        return int.Parse(await File.ReadAllTextAsync(WorkerFile), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task KillAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, $"{process}"]);
        await kill.WaitForExitAsync();
    }

    private static async Task<string> EndAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The program did not end.");
        }

        return await error;
    }

    // A process that has been killed is there for a moment longer.
    private static async Task<bool> LivesOnAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await process.WaitForExitAsync(limit.Token);
            return false;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
    }

    private static void SkipWithoutSignals(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only a Unix signal can be sent to another process.");
        Assert.SkipWhen(signal == "-INT" && InterruptsAreIgnored(), "A program started in the background inherits that interrupts are ignored.");
    }

    // Linux shows a process's ignored signals as a mask; bit 1 is SIGINT.
    private static bool InterruptsAreIgnored()
    {
        const string status = "/proc/self/status";
        string? mask = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return mask is not null && (Convert.ToInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }
}
