using System.Diagnostics;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Kit;

/// <summary>The command <c>kit</c>, as a user gives it, for a repository of one small project.</summary>
public sealed class WorkshopKitTests : IDisposable
{
    // A small package without dependencies, which this repository has restored already.
    private const string Package = "Newtonsoft.Json";
    private const string Version = "13.0.4";

    private readonly TemporaryFolder room = new();

    public WorkshopKitTests() => WriteProject(Package);

    public void Dispose() => room.Dispose();

    [Fact]
    public async Task What_it_holds_builds_with_no_other_source_and_an_empty_cache()
    {
        var (exitCode, output, error) = await MakeAsync(room.File("stick"), "--platform", "linux-x64", "--platform", "win-x64");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("[2/2] The packages for win-x64", output, StringComparison.Ordinal);
        Assert.Contains("Without pages to read", output, StringComparison.Ordinal);
        Assert.True(File.Exists(room.File($"stick/packages/{Package.ToLowerInvariant()}.{Version}.nupkg")));
        Assert.StartsWith("# A workshop kit\n", await File.ReadAllTextAsync(room.File("stick/KIT.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(["KIT.md", "KIT.zh-CN.md", "NuGet.Config", "notebooks", "packages", "project.csproj"], Names("stick"));
        Assert.Equal((0, ""), await BuildAsync(room.File("stick"), room.File("cache")));
    }

    [Fact]
    public async Task Pages_come_along_and_what_was_built_does_not()
    {
        foreach (string file in new[] { "artifacts/book/index.html", "artifacts/book/zh/index.html", "obj/left.txt", "bin/left.txt", ".git/config", ".env" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(room.File($"repository/{file}"))!);
            await File.WriteAllTextAsync(room.File($"repository/{file}"), "", TestContext.Current.CancellationToken);
        }

        const string Link = "../../notebooks/readme.txt";
        Assert.True(File.Exists(room.File($"repository/artifacts/book/{Link}")));

        var (exitCode, _, _) = await MakeAsync(room.File("stick"), "--platform", "linux-x64");

        Assert.Equal(0, exitCode);
        Assert.Equal(["KIT.md", "KIT.zh-CN.md", "NuGet.Config", "notebooks", "packages", "pages", "project.csproj"], Names("stick"));
        Assert.True(File.Exists(room.File("stick/pages/book/index.html")));
        Assert.True(File.Exists(room.File($"stick/pages/book/{Link}")));
        Assert.True(File.Exists(room.File($"stick/pages/book/zh/../{Link}")));
    }

    [Fact]
    public async Task In_Chinese_it_says_so_and_names_the_Chinese_guide()
    {
        var (exitCode, output, error) = await MakeAsync(room.File("stick"), "--platform", "linux-x64", "--language", "zh");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("仓库：", output, StringComparison.Ordinal);
        Assert.Contains("[1/1] linux-x64 的程序包，大约 300 MB", output, StringComparison.Ordinal);
        Assert.EndsWith($"套件：{Path.Combine("..", "stick")}。用法见其中的 KIT.zh-CN.md。{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Empty(Series.ChineseConsoleTests.EnglishWords(output.Replace("git", "", StringComparison.Ordinal)));
        string guide = await File.ReadAllTextAsync(room.File("stick/KIT.zh-CN.md"), TestContext.Current.CancellationToken);
        Assert.StartsWith("# 离线教学套件\n", guide, StringComparison.Ordinal);
        Assert.Contains("dotnet run -c Release --project lib/NotebookRunner -- --language zh", guide, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kit_within_the_repository_does_not_hold_itself()
    {
        var (exitCode, _, _) = await MakeAsync("kit", "--platform", "linux-x64");
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(Names("repository/kit"), name => name.StartsWith("kit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_package_that_cannot_be_restored_is_named_and_nothing_is_left()
    {
        WriteProject("There.Is.No.Such.Package");
        var (exitCode, _, error) = await MakeAsync(room.File("new/folder/stick"), "--platform", "linux-x64");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The packages for linux-x64 cannot be restored: ", error, StringComparison.Ordinal);
        Assert.Contains("There.Is.No.Such.Package", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Equal(["repository"], Names("."));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_in_one_sentence()
    {
        await File.WriteAllTextAsync(room.File("file.txt"), "no folder", TestContext.Current.CancellationToken);
        string place = room.File("file.txt/new/stick");
        var (exitCode, _, error) = await MakeAsync(place, "--platform", "linux-x64");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"The kit {place} cannot be made: ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Equal(["file.txt", "repository"], Names("."));
    }

    [Fact]
    public async Task Another_platform_is_refused()
    {
        var (exitCode, _, error) = await MakeAsync(room.File("stick"), "--platform", "win-arm64");
        Assert.Equal((1, "The platform is 'win-arm64'; expected linux-x64, win-x64, osx-arm64." + Environment.NewLine), (exitCode, error));
    }

    [Fact]
    public async Task A_folder_in_use_is_left_alone()
    {
        Directory.CreateDirectory(room.File("stick"));
        await File.WriteAllTextAsync(room.File("stick/mine.txt"), "mine", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await MakeAsync(room.File("stick"));
        Assert.Equal((1, $"{room.File("stick")} already exists and is not empty; choose another folder, or delete it first.{Environment.NewLine}"), (exitCode, error));
        Assert.Equal(["mine.txt"], Names("stick"));
    }

    private IEnumerable<string> Names(string folder) =>
        Directory.GetFileSystemEntries(room.File(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private void WriteProject(string package)
    {
        Directory.CreateDirectory(room.File("repository/notebooks"));
        File.WriteAllText(room.File("repository/notebooks/readme.txt"), "none yet");
        File.WriteAllText(room.File("repository/project.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="{package}" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        TakePackagesFromWhereThisRepositoryDoes();
    }

    // If this repository is a copy from a kit, there may be no network.
    private void TakePackagesFromWhereThisRepositoryDoes()
    {
        string packages = RepositoryFolder.File("packages");
        if (Directory.Exists(packages))
            File.WriteAllText(room.File("repository/NuGet.Config"), $"""<configuration><packageSources><clear /><add key="kit" value="{packages}" /></packageSources></configuration>""");
    }

    private async Task<(int ExitCode, string Out, string Error)> MakeAsync(params string[] arguments)
    {
        using var process = Start(["kit", .. arguments]);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);

        Process Start(string[] all) => System.Diagnostics.Process.Start(new ProcessStartInfo("dotnet", [typeof(NotebookRunner.Series.SeriesRun).Assembly.Location, .. all])
        {
            WorkingDirectory = room.File("repository"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
    }

    private static async Task<(int ExitCode, string Errors)> BuildAsync(string folder, string cache)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-v", "quiet", "-nologo"]) { WorkingDirectory = folder, RedirectStandardOutput = true, Environment = { ["NUGET_PACKAGES"] = cache } };
        using var build = Process.Start(start)!;
        string said = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (build.ExitCode, build.ExitCode == 0 ? "" : said);
    }
}
