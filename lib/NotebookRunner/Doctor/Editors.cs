using System.Runtime.InteropServices;

namespace NotebookRunner.Doctor;

/// <summary>Looks for programs that open notebooks. None of them is needed: this program runs notebooks by itself.</summary>
internal static class Editors
{
    private static readonly (string Folder, string Name)[] Extensions =
    [
        ("ms-dotnettools.dotnet-interactive-vscode", "Polyglot Notebooks"),
        ("ms-toolsai.jupyter", "Jupyter"),
        ("datafication.verso-notebook", "Verso"),
    ];

    private static readonly string[] ExtensionFolders = [".vscode", ".vscode-server", ".vscode-oss"];

    private static readonly string[] ProgramEndings = ["", ".exe", ".cmd"];

    /// <summary>
    /// The command that makes the folder of Jupyter's kernels, and the one that installs the kernel there. Without <c>jupyter</c> on the PATH
    /// the tool only fills a folder that exists, and on macOS it would look for one that Jupyter does not know.
    /// </summary>
    /// <remarks>Jupyter's folders: docs.jupyter.org, "Common directories and file locations".</remarks>
    /// <param name="system">Linux, macOS or Windows, there for PowerShell.</param>
    public static (string MakeFolder, string Install) KernelCommands(OSPlatform system)
    {
        string folder = system == OSPlatform.Windows ? @"$env:APPDATA\jupyter\kernels"
            : system == OSPlatform.OSX ? "~/Library/Jupyter/kernels"
            : "~/.local/share/jupyter/kernels";
        string make = system == OSPlatform.Windows ? "mkdir -Force" : "mkdir -p";
        return ($"{make} {folder}", $"dotnet tool run dotnet-interactive jupyter install --path {folder}");
    }

    /// <summary>Looks where editors and kernels are installed.</summary>
    /// <param name="home">The user's home folder.</param>
    /// <param name="path">The folders of the PATH.</param>
    public static IReadOnlyList<Finding> Find(string home, IReadOnlyCollection<string> path) =>
    [
        VisualStudioCode(home, path),
        Found("JupyterLab", IsOnPath(path, "jupyter-lab"), Language.Text("Run 'pip install jupyterlab' if you want it.")),
        Found(Language.Text("Jupyter kernel .NET (C#)"), HasKernel(home), OperatingSystem.IsWindows()
            ? Language.Text($"For VS Code's Jupyter extension or JupyterLab run in this folder, in PowerShell: {KernelWords}.")
            : Language.Text($"For VS Code's Jupyter extension or JupyterLab run in this folder: {KernelWords}.")),
    ];

    private static string KernelWords
    {
        get
        {
            var (makeFolder, install) = KernelCommands(OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux);
            return Language.Text($"'{makeFolder}', 'dotnet tool restore', '{install}'");
        }
    }

    private static Finding VisualStudioCode(string home, IReadOnlyCollection<string> path)
    {
        string[] folders = [.. ExtensionFolders
            .Select(name => Path.Combine(home, name, "extensions"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder))
            .Select(folder => Path.GetFileName(folder))];
        string[] names = [.. Extensions.Where(extension => folders.Any(folder => folder.StartsWith(extension.Folder + "-", StringComparison.OrdinalIgnoreCase))).Select(extension => extension.Name)];
        if (names.Length == 1)
            return new(Mark.Fine, Language.Text($"VS Code: with the extension {names[0]}"));
        if (names.Length > 1)
            return new(Mark.Fine, Language.Text($"VS Code: with the extensions {string.Join(Language.Text(" and "), names)}"));
        return IsOnPath(path, "code") || folders.Length > 0
            ? new(Mark.Warning, Language.Text("VS Code: without an extension for C# notebooks -> Open this folder in it and install the extensions that it recommends."))
            : new(Mark.Warning, Language.Text("VS Code: not found -> Install it from https://code.visualstudio.com if you want to step through the notebooks; the runner does not need it."));
    }

    private static Finding Found(string what, bool isThere, string fix) =>
        isThere ? new(Mark.Fine, Language.Text($"{what}: found")) : new(Mark.Warning, Language.Text($"{what}: not found -> {fix}"));

    private static bool IsOnPath(IEnumerable<string> path, string program) =>
        path.Any(folder => ProgramEndings.Any(ending => File.Exists(Path.Combine(folder, program + ending))));

    // Jupyter's data folders on Linux, macOS and Windows: docs.jupyter.org, "Common directories and file locations".
    private static bool HasKernel(string home) => new[]
    {
        Path.Combine(home, ".local", "share", "jupyter"),
        Path.Combine(home, "Library", "Jupyter"),
        Path.Combine(home, "AppData", "Roaming", "jupyter"),
        "/usr/local/share/jupyter",
        "/usr/share/jupyter",
    }.Any(folder => File.Exists(Path.Combine(folder, "kernels", ".net-csharp", "kernel.json")));
}
