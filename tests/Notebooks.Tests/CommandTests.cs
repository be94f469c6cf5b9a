using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Set-up takes only two commands, and every place that names them names the same two.</summary>
public sealed class CommandTests
{
    private const string Run = "dotnet run -c Release --project lib/NotebookRunner";
    private const string Test = "dotnet test --max-parallel-test-modules 1";

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
}
