using System.Text.RegularExpressions;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Set-up takes only two commands, and every place that names them names the same two.</summary>
public sealed partial class CommandTests
{
    private const string Run = "dotnet run -c Release --project lib/NotebookRunner";
    private const string Test = "dotnet test --max-parallel-test-modules 1";

    // The section on what is slow or blocked in mainland China.
    private const string OnlyInChinese = "国内网络\n";

    [Theory]
    [InlineData("README.md", Run, Test)]
    [InlineData("README.zh-CN.md", Run, Test)]
    [InlineData("CONTRIBUTING.md", Run, Test)]
    [InlineData(".github/workflows/readme-commands.yml", Run, Test)]
    [InlineData(".vscode/tasks.json", Run, Test)]
    [InlineData(".ci/run", Test)]
    public void It_names_the_commands_of_the_README(string file, params string[] commands)
    {
        string text = File.ReadAllText(RepositoryFolder.File(file));
        foreach (string command in commands)
            Assert.Contains(command, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Chinese_page_has_the_sections_of_the_English_one_and_in_each_the_same_commands()
    {
        var english = Sections("README.md");
        var chinese = Sections("README.zh-CN.md").Where(section => !section.StartsWith(OnlyInChinese, StringComparison.Ordinal)).ToList();

        Assert.Equal(english.Count, chinese.Count);
        Assert.InRange(english.Sum(section => CommandsIn(section).Count), 15, 100);
        for (int i = 0; i < english.Count; i++)
            Assert.Equal(CommandsIn(english[i]), CommandsIn(chinese[i]));
    }

    private static List<string> Sections(string page) => [.. File.ReadAllText(RepositoryFolder.File(page)).ReplaceLineEndings("\n").Split("\n## ")];

    // Without the comments behind them, and without what names an edition: each page runs its own, and says how to run the other.
    private static List<string> CommandsIn(string section) =>
    [
        .. Block.Matches(section)
            .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
            .Select(line => Edition.Replace(line.Split(" #")[0], "").TrimEnd(' ', '-')),
    ];

    [GeneratedRegex(@"^```\n(?<lines>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }

    [GeneratedRegex(@" --language (en|zh)\b|/zh\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Edition { get; }
}
