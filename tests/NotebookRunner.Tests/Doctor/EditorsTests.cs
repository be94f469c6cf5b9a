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
}
