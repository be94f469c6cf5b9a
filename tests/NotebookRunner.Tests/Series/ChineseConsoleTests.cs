using System.Text.RegularExpressions;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Series;

/// <summary>The console in Chinese, and the pages in the language of their notebooks.</summary>
public sealed partial class ChineseConsoleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string[], string> WrongUses => new()
    {
        { ["--fast"], "没有选项“--fast”；所有选项见 --help。" },
        { ["missing.ipynb"], "没有笔记本 missing.ipynb。" },
        { ["text.ipynb"], "text.ipynb 不是 C# 笔记本：文件不是 JSON。" },
        { ["list.ipynb"], "list.ipynb 不是 C# 笔记本：第 1 个单元格的元数据是“列表”，应为对象。" },
        { ["good.ipynb", "-p", "Speed=9"], "这次运行的笔记本都没有参数 Speed；有的参数是 Count。" },
        { ["good.ipynb", "-p", "Count"], "参数“Count”没有值，应写成 Name=Value。" },
        { ["good.ipynb", "-p", "Count=few"], "参数 Count 的值是“few”，应为：整数（例如 Count=3）。" },
        { ["good.ipynb", "--timeout", "soon"], "时限是“soon”，应为大于 0 的秒数。" },
        { ["good.ipynb", "good.ipynb"], "有两篇笔记本都叫 good，它们的页面会互相覆盖。" },
        { ["good.ipynb", "--out", "a", "--out", "b"], "选项“--out”只接受一个值，却给了 2 个。" },
        { ["good.ipynb", "--full", "--out"], "选项“--out”缺少值。" },
        { ["kit"], "命令“kit”缺少参数。" },
        { ["doctor", "now"], "无法识别的命令或参数“now”。" },
    };

    [Theory]
    [MemberData(nameof(WrongUses))]
    public async Task Wrong_use_gives_one_sentence(string[] arguments, string sentence)
    {
        TestNotebook.WriteWithParameters(folder, "good", "int Count = 3;", "Count");
        File.WriteAllText(folder.File("text.ipynb"), "this is no notebook");
        File.WriteAllText(folder.File("list.ipynb"), """{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "", "metadata": []}]}""");
        var (exitCode, output, error) = await Program.RunAsync(folder, ["--language", "zh", .. arguments]);
        Assert.Equal((2, "", sentence + Environment.NewLine), (exitCode, output, error));
    }

    [Fact]
    public async Task A_language_that_it_does_not_speak_is_refused_in_the_systems_language()
    {
        var start = Program.StartInfo(folder, "doctor", "--language", "zu");
        start.Environment["LC_ALL"] = "zh_CN.UTF-8";
        Assert.Equal((2, "", "语言是“zu”，应为 en 或 zh。" + Environment.NewLine), await Program.EndAsync(start));
    }

    [Fact]
    public async Task A_run_shows_nothing_in_English()
    {
        TestNotebook.Write(folder, "a", "1", "2");
        string[] arguments = ["a.ipynb", "--out", "书", "--markdown", "页", "--language", "zh"];

        var (exitCode, output, error) = await Program.RunAsync(folder, arguments);
        var (_, again, _) = await Program.RunAsync(folder, arguments);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"^\[1/1\] a：2 个代码单元格\r?\n      完成，用时 \d+\.\d 秒\r?\n全书：书.index\.html\r?\nMarkdown 版：页.README\.md\r?\n$", output);
        Assert.Matches(@"^\[1/1\] a：2 个代码单元格，大约还要 \d+\.\d 秒\r?\n", again);
        Assert.Empty(EnglishWords(output + again));
    }

    [Fact]
    public async Task A_failure_is_told_in_Chinese_around_what_the_cell_itself_says()
    {
        // The first cell's limit includes the start of its process, which takes seconds on a busy machine.
        TestNotebook.Write(folder, "a", "while (true) { }");
        var (exitCode, output, error) = await Program.RunAsync(folder, "a.ipynb", "--timeout", "8", "--out", "book", "--language=zh");
        Assert.Equal(1, exitCode);
        Assert.Contains("      出错，用时 ", output, StringComparison.Ordinal);
        Assert.Equal(
            ["a：第 1 个代码单元格（共 1 个）出错：", "while (true) { }", "单元格的运行时间超过 8 秒：已要求它停下，5 秒后它仍在运行，于是强行结束。"],
            error.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
        // The notebook belongs to no edition, and its page is English.
        Assert.Contains("The cell ran longer than 8 seconds: it was asked to stop", File.ReadAllText(folder.File("book/a.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_Chinese_for_each_command()
    {
        foreach (string[] command in new string[][] { [], ["doctor"], ["kit"] })
        {
            var (exitCode, output, error) = await Program.RunAsync(folder, [.. command, "--help", "--language", "zh"]);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.Contains("用法：", output, StringComparison.Ordinal);
            Assert.Contains("--language <LANGUAGE>", output, StringComparison.Ordinal);
            Assert.Contains("[选项]", output, StringComparison.Ordinal);
            Assert.Empty(EnglishWords(output));
        }
    }

    [Fact]
    public async Task Help_is_English_as_the_library_writes_it()
    {
        var (exitCode, output, _) = await Program.RunAsync(folder, "--help");
        Assert.Equal(0, exitCode);
        string[] lines = output.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(["Description:", "Usage:", "Arguments:", "Options:", "Commands:"], lines.Where(line => line.EndsWith(':') && !line.StartsWith(' ')));
        Assert.Contains("  NotebookRunner [<notebooks>...] [command] [options]", lines);
        Assert.Contains(lines, line => line.EndsWith("  Show help and usage information", StringComparison.Ordinal));
        Assert.DoesNotMatch(@"[\u4e00-\u9fff]", output);
    }

    [Fact]
    public async Task In_a_Chinese_system_the_Chinese_edition_runs_and_in_an_English_one_it_is_named()
    {
        WriteBothEditions();
        var start = Program.StartInfo(folder);
        start.Environment["LC_ALL"] = "";
        start.Environment["LC_MESSAGES"] = "zh_CN.UTF-8";

        var (exitCode, output, error) = await Program.EndAsync(start);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("[1/1] 01-a：1 个代码单元格", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("artifacts/book/zh/01-a.html")));
        Assert.False(File.Exists(folder.File("artifacts/book/01-a.html")));

        start.ArgumentList.Add("--language");
        start.ArgumentList.Add("en");
        Assert.StartsWith("[1/1] 01-a: 1 code cells", (await Program.EndAsync(start)).Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("artifacts/book/01-a.html")));
    }

    [Fact]
    public async Task Where_there_is_no_edition_in_the_language_the_English_one_runs()
    {
        Directory.CreateDirectory(folder.File("notebooks"));
        TestNotebook.Write(folder, "notebooks/01-a", "1");
        var (exitCode, output, _) = await Program.RunAsync(folder, "--language", "zh");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("[1/1] 01-a：1 个代码单元格", output, StringComparison.Ordinal);
        Assert.Contains("All cells ran", File.ReadAllText(folder.File("artifacts/book/01-a.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Chinese_notebook_has_Chinese_pages_whoever_reads_the_console()
    {
        WriteBothEditions("Environment.FailFast(null);");

        var (exitCode, output, error) = await Program.RunAsync(folder, Path.Combine("notebooks", "zh", "01-a.ipynb"), "--markdown", "pages");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("[1/1] 01-a: 2 code cells", output, StringComparison.Ordinal);
        Assert.Contains("FAILED in ", output, StringComparison.Ordinal);
        Assert.Contains("01-a, code cell 2 of 2 failed:", error, StringComparison.Ordinal);
        Assert.Contains("The process that ran this cell ended with exit code ", error, StringComparison.Ordinal);

        string page = File.ReadAllText(folder.File("artifacts/book/zh/01-a.html"));
        Assert.Contains("<html lang=\"zh-CN\">", page, StringComparison.Ordinal);
        Assert.Matches(@"<p class=""state"">第 2 个代码单元格出错，共用时 [0-9.]+ 秒。</p>", page);
        Assert.Contains("运行这个单元格的进程已经结束，退出代码是 ", page, StringComparison.Ordinal);
        Assert.Matches("<p>共 1 篇笔记本，已运行 1 篇，用时 [0-9.]+ 秒，失败 1 篇。</p>", File.ReadAllText(folder.File("artifacts/book/zh/index.html")));
        Assert.EndsWith("由 [01-a.ipynb](../notebooks/zh/01-a.ipynb) 生成。[目录](README.md)\n", File.ReadAllText(folder.File("pages/01-a.md")), StringComparison.Ordinal);
        Assert.Contains("\n# 运行后的笔记本\n\n每一页是一篇笔记本，连同各个单元格的全部输出。\n", File.ReadAllText(folder.File("pages/README.md")), StringComparison.Ordinal);
    }

    /// <summary>Words that are neither names of commands, options, files and products nor what a reader types.</summary>
    internal static IEnumerable<string> EnglishWords(string shown) => Word.Matches(Names.Replace(shown, " ")).Select(word => word.Value);

    private void WriteBothEditions(params string[] more)
    {
        Directory.CreateDirectory(folder.File("notebooks/zh"));
        TestNotebook.Write(folder, "notebooks/01-a", ["\"English\"", .. more]);
        TestNotebook.Write(folder, "notebooks/zh/01-a", ["\"中文\"", .. more]);
    }

    // In angle brackets stands what a command line takes; quotes hold what a reader types.
    [GeneratedRegex(@"“[^”]*”|https?://\S+|<[^>]*>|\[<[^>]*>\.\.\.\]|--?[a-z?]+|[\w.~$:/\\-]*[/\\.][\w./\\-]+|Name=Value|Ctrl\+C|\b(NotebookRunner|HTML|Markdown|C#|VS Code|Jupyter(Lab)?|Polyglot Notebooks|Verso|NET|SDK|en|zh|notebooks|kit|doctor|folder|(linux|win)-x64|osx-arm64|MB)(?![a-z])")]
    private static partial Regex Names { get; }

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word { get; }
}
