using Shared;
using Xunit;

namespace NotebookRunner.Tests;

public sealed class DotnetTests : IDisposable
{
    private static readonly string Program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_host_that_runs_this_program_comes_first_and_the_PATH_last()
    {
        string running = File("running");
        string named = File("named");
        string besideRuntime = File("root");
        string runtime = Path.Combine(Path.GetDirectoryName(besideRuntime)!, "shared", "Microsoft.NETCore.App", "10.0.0");
        string elsewhere = folder.File("none/a/b/c");
        Directory.CreateDirectory(runtime);
        Directory.CreateDirectory(elsewhere);
        string other = Path.Combine(folder.Path, "NotebookRunner");

        Assert.Equal(running, Dotnet.FindHost(running, named, runtime));
        Assert.Equal(named, Dotnet.FindHost(other, named, runtime));
        Assert.Equal(besideRuntime, Dotnet.FindHost(other, null, runtime));
        Assert.Equal(besideRuntime, Dotnet.FindHost(null, folder.File("gone"), runtime));
        Assert.Equal("dotnet", Dotnet.FindHost(null, "", elsewhere));
    }

    [Fact]
    public void What_the_host_starts_finds_it_too()
    {
        var start = Dotnet.StartInfo([], folder.Path);
        Assert.Equal(Dotnet.Host, start.FileName);
        Assert.True(System.IO.File.Exists(Dotnet.Host), Dotnet.Host);
        Assert.Equal(Dotnet.Host, start.Environment["DOTNET_HOST_PATH"]);
        Assert.Equal(Path.GetDirectoryName(Dotnet.Host), start.Environment["PATH"]!.Split(Path.PathSeparator)[^1]);
    }

    [Fact]
    public async Task A_command_gives_its_exit_code_and_what_it_wrote()
    {
        var (exitCode, text) = await Dotnet.RunAsync(["no-such-file.dll"], folder.Path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("no-such-file.dll", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_was_cancelled_before_it_began_is_not_started() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => Dotnet.RunAsync(["--version"], folder.Path, cancellationToken: new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("Determining projects to restore...\n/tmp/x/a.csproj : error NU1101: Unable to find package A. No packages exist [/tmp/x/a.csproj]\nmore", "NU1101: Unable to find package A. No packages exist")]
    [InlineData("C:\\x\\a.cs(3,7): error CS1002: ; expected [C:\\x\\a.csproj]\r\n", "CS1002: ; expected")]
    [InlineData("MSBUILD : error MSB1009: Project file does not exist.\n", "MSB1009: Project file does not exist.")]
    [InlineData("a.csproj : error NU1301: No answer from [::1] today", "NU1301: No answer from [::1] today")]
    [InlineData("all well: 0 errors of error handling\nThe last word\n\n", "The last word")]
    [InlineData("", "it wrote nothing")]
    public void The_first_error_is_found_without_its_temporary_project(string text, string expected) => Assert.Equal(expected, Dotnet.FirstError(text));

    private string File(string name)
    {
        string file = folder.File(Path.Combine(name, Program));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, "");
        return file;
    }
}
