using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The scripts that show what the article's program does print what their page says.</summary>
public sealed class EvidenceTests
{
    private static string Page => File.ReadAllText(Path.Combine(Python.EvidenceScripts, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task The_second_training_loop_stops_in_its_first_pass_and_leaves_no_file()
    {
        string said = await SaidByAsync(Python.WithMatplotlib, "second_loop.py");

        // The first line names the installed version of matplotlib.
        string findings = said[said.IndexOf('\n', StringComparison.Ordinal)..];
        Assert.Contains("pass 0: ", findings, StringComparison.Ordinal);
        Assert.EndsWith("ValueError: num must be 1 <= num <= 16, not 17\nfiles left behind: none", findings, StringComparison.Ordinal);
        Assert.Contains($"{findings}\n```\n", Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_printed_losses_are_means_of_all_calls()
    {
        string said = await SaidByAsync(Python.Plain, "running_means.py");

        Assert.Contains($"```\n{said}\n```\n", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_names_every_script()
    {
        string[] scripts = [.. Directory.GetFiles(Python.EvidenceScripts, "*.py").Select(path => Path.GetFileName(path))];
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains($"python {script}\n", Page, StringComparison.Ordinal));
    }

    private static async Task<string> SaidByAsync(Python python, string script) =>
        (await python.RequireAsync(Path.Combine(Python.EvidenceScripts, script))).ReplaceLineEndings("\n").TrimEnd();
}
