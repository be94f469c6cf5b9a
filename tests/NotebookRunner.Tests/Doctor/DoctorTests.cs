using Shared;
using Xunit;

namespace NotebookRunner.Tests.Doctor;

/// <summary>The command <c>doctor</c>, as a user gives it.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Tag = "machine-check";

    private readonly TemporaryFolder folder = new();

    public DoctorTests()
    {
        Directory.CreateDirectory(folder.File("notebooks"));
        UseSource("here", folder.Path);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_the_series_finds_is_shown()
    {
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "int cores = 2;", "$\"\\u2714 Cores: {cores}\\n! Disk: small -> Tidy up.\\nReady.\"");

        var (exitCode, output, error) = await Series.Program.RunAsync(folder, "doctor");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith($"\u2714 Cores: 2{Environment.NewLine}! Disk: small -> Tidy up.{Environment.NewLine}\u2714 Package source: ", output, StringComparison.Ordinal);
        Assert.EndsWith($"The series runs on this machine.{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("artifacts")));
    }

    [Fact]
    public async Task The_check_is_found_without_its_tag_too()
    {
        TestNotebook.Write(folder, "notebooks/00-a", "static class MachineCheck { public static string Run(string data) => \"\\u2714 Data: \" + data; }", "MachineCheck.Run(\"here\")", "MachineCheck.Run(\"late\")");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(0, exitCode);
        Assert.StartsWith($"\u2714 Data: here{Environment.NewLine}\u2714 Package source: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_gives_exit_code_1()
    {
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "\"\\u2718 MNIST: gone -> Bring it back.\"");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains("\u2718 MNIST: gone -> Bring it back.", output, StringComparison.Ordinal);
        Assert.EndsWith($"One thing to fix first; the fix is after the arrow.{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_fails_before_the_check_does_not_prevent_it()
    {
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "throw new Exception(\"No torch.\");", "\"\\u2718 Torch: it does not load -> Build it.\"");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("\u2718 Torch: it does not load -> Build it.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_fails_itself_is_an_error_with_the_first_reason()
    {
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "throw new Exception(\"The library could not be built.\");", "Missing.Run()");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("\u2718 The series: 00-a fails before it has checked the machine: The library could not be built.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_notebook_is_an_error()
    {
        File.WriteAllText(folder.File("notebooks/00-a.ipynb"), "no notebook");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains("00-a.ipynb is not a C# notebook", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_without_a_check_is_a_warning()
    {
        TestNotebook.Write(folder, "notebooks/00-a", "1");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("! The series: no notebook has a cell tagged machine-check", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_source_that_cannot_be_reached_is_named()
    {
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "\"\\u2714 Fine: yes\"");
        string gone = folder.File("gone");
        UseSource("stick", gone);
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "doctor");
        Assert.Equal(0, exitCode);
        Assert.Contains($"! Package source: {gone} cannot be reached (there is no such folder) -> ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Chinese_the_Chinese_edition_checks_and_nothing_is_said_in_English()
    {
        string gone = folder.File("gone");
        UseSource("stick", gone);
        Directory.CreateDirectory(folder.File("notebooks/zh"));
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "\"\\u2714 Cores: 2\"");
        TestNotebook.WriteWithTag(folder, "notebooks/zh/00-a", Tag, "\"\\u2718 核心：没有 -> 请换一台机器。\"");

        var (exitCode, output, error) = await Series.Program.RunAsync(folder, "doctor", "--language", "zh");

        Assert.Equal((1, ""), (exitCode, error));
        Assert.StartsWith($"\u2718 核心：没有 -> 请换一台机器。{Environment.NewLine}! 包源：{gone} 无法访问（没有这个文件夹）-> ", output, StringComparison.Ordinal);
        Assert.Contains(" JupyterLab：", output, StringComparison.Ordinal);
        Assert.EndsWith($"有一个问题要先解决；办法在箭头后面。{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Empty(Series.ChineseConsoleTests.EnglishWords(output));
    }

    [Fact]
    public async Task A_check_that_says_nothing_is_told_in_Chinese()
    {
        TestNotebook.WriteWithTag(folder, "notebooks/00-a", Tag, "\"\"");
        var (exitCode, output, _) = await Series.Program.RunAsync(folder, "--language", "zh", "doctor");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("\u2718 整个系列：00-a 还没有检查机器就出错了：它的检查没有输出任何结果", output, StringComparison.Ordinal);
    }

    private void UseSource(string name, string source) => File.WriteAllText(folder.File("NuGet.Config"), $"""
        <configuration><packageSources><clear /><add key="{name}" value="{source}" /></packageSources></configuration>
        """);
}
