using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The script that every notebook starts with, in a repository whose library builds in a moment.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task Two_notebooks_at_once_build_the_library_once()
    {
        Prepare(wait: OperatingSystem.IsWindows() ? "ping -n 4 127.0.0.1" : "sleep 3");

        var results = await Task.WhenAll(Run("first"), Run("second"));

        Assert.All(results, result => Assert.Null(result));
        Assert.Equal(["built"], File.ReadAllLines(root.File("builds.txt")));
    }

    // This test program has its own launcher, like dotnet-interactive, so the running program is not 'dotnet'. The current folder and PATH
    // belong to the whole process.
    [Fact(DisableParallelization = true)]
    public async Task The_library_is_built_with_nothing_on_the_PATH()
    {
        Prepare(wait: "");
        string? path = Environment.GetEnvironmentVariable("PATH");
        string folder = Environment.CurrentDirectory;
        Environment.SetEnvironmentVariable("PATH", root.Path);
        Environment.CurrentDirectory = root.File("notebooks");
        try
        {
            await CSharpScript.RunAsync(
                await File.ReadAllTextAsync("build.csx", TestContext.Current.CancellationToken),
                ScriptOptions.Default
                    .WithImports("System", "System.Collections.Generic", "System.Linq")
                    .WithReferences(Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System*.dll").Where(file => !file.EndsWith(".Native.dll", StringComparison.Ordinal))),
                cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            Environment.CurrentDirectory = folder;
            Environment.SetEnvironmentVariable("PATH", path);
        }

        Assert.Equal(["built"], File.ReadAllLines(root.File("builds.txt")));
    }

    // The stand-in for the library's project records each build, and fails if a build begins before another has ended.
    private void Prepare(string wait)
    {
        Directory.CreateDirectory(root.File("notebooks"));
        File.Copy(Path.Combine(RepositoryFolder.Path, "notebooks", "build.csx"), root.File("notebooks/build.csx"));
        Directory.CreateDirectory(root.File("lib/DigitForge"));
        File.WriteAllText(root.File("lib/DigitForge/DigitForge.csproj"), $"""
            <Project DefaultTargets="Build">
              <Target Name="Restore" />
              <Target Name="Build">
                <Error Text="Two builds at once." Condition="Exists('../../building')" />
                <Touch Files="../../building" AlwaysCreate="true" />
                <Exec Command="{wait}" Condition="'{wait}' != ''" />
                <Delete Files="../../building" />
                <WriteLinesToFile File="../../builds.txt" Lines="built" />
                <MakeDir Directories="../../artifacts/digitforge" />
                <Touch Files="../../artifacts/digitforge/DigitForge.dll" AlwaysCreate="true" />
              </Target>
            </Project>
            """);
    }

    // The error in the notebook; null for none.
    private async Task<string?> Run(string name)
    {
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray(new JsonObject
            {
                ["cell_type"] = "code",
                ["id"] = "a",
                ["metadata"] = new JsonObject(),
                ["execution_count"] = null,
                ["outputs"] = new JsonArray(),
                ["source"] = "#load \"build.csx\"",
            }),
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)", ["language"] = "C#" } },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        string path = root.File($"notebooks/{name}.ipynb");
        await File.WriteAllTextAsync(path, notebook.ToJsonString());
        return (await QuickRun.RunAsync(path, root.File($"book-{name}"))).Error?.Message;
    }
}
