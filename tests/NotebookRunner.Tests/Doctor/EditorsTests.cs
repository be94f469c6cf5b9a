using System.Runtime.InteropServices;
using NotebookRunner.Doctor;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Doctor;

public sealed class EditorsTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void In_an_empty_home_nothing_is_found_and_nothing_is_wrong()
    {
        var findings = Editors.Find(home.Path, [home.Path]);
        Assert.DoesNotContain(findings, finding => finding.Mark == Mark.Error);
        Assert.StartsWith("VS Code: not found -> ", findings[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("JupyterLab: not found -> ", findings[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Visual_Studio_Code_wants_an_extension()
    {
        File.WriteAllText(home.File("code"), "");
        Assert.StartsWith("VS Code: without an extension for C# notebooks -> ", Editors.Find(home.Path, [home.Path])[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Extensions_kernel_and_JupyterLab_are_found_where_they_are_installed()
    {
        Directory.CreateDirectory(home.File(".vscode/extensions/ms-toolsai.jupyter-2026.1.0"));
        Directory.CreateDirectory(home.File(".vscode/extensions/ms-dotnettools.dotnet-interactive-vscode-1.0.7"));
        Directory.CreateDirectory(home.File(".local/share/jupyter/kernels/.net-csharp"));
        File.WriteAllText(home.File(".local/share/jupyter/kernels/.net-csharp/kernel.json"), "{}");
        File.WriteAllText(home.File("jupyter-lab"), "");

        Assert.Equal(
            [
                "\u2714 VS Code: with the extensions Polyglot Notebooks and Jupyter",
                "\u2714 JupyterLab: found",
                "\u2714 Jupyter kernel .NET (C#): found",
            ],
            Editors.Find(home.Path, [home.Path]).Select(finding => finding.ToString()));
    }

    [Fact]
    public void Where_the_kernel_is_missing_the_words_of_this_system_are_given()
    {
        var (makeFolder, install) = Editors.KernelCommands(This);
        Assert.EndsWith($": '{makeFolder}', 'dotnet tool restore', '{install}'.", Editors.Find(home.Path, [])[2].Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Readmes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string page in new[] { "README.md", "README.zh-CN.md" })
            {
                data.Add(page, nameof(OSPlatform.Linux));
                data.Add(page, nameof(OSPlatform.OSX));
                data.Add(page, nameof(OSPlatform.Windows));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Both_pages_give_the_words_of_each_system_in_that_order(string page, string system)
    {
        string text = File.ReadAllText(RepositoryFolder.File(page));
        var (makeFolder, install) = Editors.KernelCommands(OSPlatform.Create(system.ToUpperInvariant()));
        Assert.Contains($"\n{makeFolder}\n{install}\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static OSPlatform This => OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;
}
