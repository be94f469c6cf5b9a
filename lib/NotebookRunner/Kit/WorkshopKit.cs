using System.Globalization;
using NotebookRunner.Documents;

namespace NotebookRunner.Kit;

/// <summary>
/// Makes a folder for a room without a network: the repository, all packages for the machines there, and a NuGet.Config that takes them from nowhere else.
/// </summary>
internal static class WorkshopKit
{
    private const string Packages = "packages";

    private const string Configuration = $"""
        <?xml version="1.0" encoding="utf-8"?>
        <!-- Packages come from the folder beside this file and from nowhere else: no network is asked. -->
        <configuration>
          <packageSources>
            <clear />
            <add key="kit" value="{Packages}" />
          </packageSources>
          <auditSources>
            <clear />
          </auditSources>
        </configuration>

        """;

    private const string Guide = """
        # A workshop kit

        Everything for a room without a network, but for the .NET 10 SDK: put its installers (https://dotnet.microsoft.com/download) beside this file before you go, and install it
        on each laptop. Then, on each laptop:

        1. Copy this folder from the stick to the disk.
        2. In the copy, run

               dotnet run -c Release --project lib/NotebookRunner

        That unpacks the packages, builds the library, runs the whole series with quick settings and says where the pages are. To see whether a laptop is ready, and what to do if it is
        not, add `-- doctor`. The folder `pages`, if there is one, holds pages that need nothing but a browser.

        For VS Code bring its installer and the extensions as `.vsix` files; both install without a network. The Polyglot Notebooks extension downloads its kernel when it opens its
        first notebook, so open one on each laptop while there still is a network; the Jupyter extension takes the kernel that lies here. `notebooks/INSTRUCTOR.md` says more.

        """;

    /// <summary>Makes the kit beside its place and moves it there when it is whole.</summary>
    /// <param name="options">What kit to make.</param>
    /// <param name="output">Hears of each step, a line each.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    /// <exception cref="ReaderException">The folder is in use, or a package cannot be had; nothing is left behind.</exception>
    public static async Task MakeAsync(KitOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        Refuse(options);
        string part = $"{Path.TrimEndingDirectorySeparator(options.Folder)}.{Environment.ProcessId}.part";
        string scratch = Directory.CreateTempSubdirectory("workshop-kit-").FullName;
        try
        {
            await FillAsync(options, part, scratch, output, cancellationToken).ConfigureAwait(false);
            if (Directory.Exists(options.Folder))
                Directory.Delete(options.Folder);
            Directory.Move(part, options.Folder);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    private static void Refuse(KitOptions options)
    {
        if (options.Platforms.FirstOrDefault(platform => !KitOptions.AllPlatforms.Contains(platform)) is { } unknown)
            throw new ReaderException($"The platform is '{unknown}'; expected {string.Join(", ", KitOptions.AllPlatforms)}.");
        if (File.Exists(options.Folder) || (Directory.Exists(options.Folder) && Directory.EnumerateFileSystemEntries(options.Folder).Any()))
            throw new ReaderException($"{options.Folder} is there already and not empty; choose another folder, or delete it first.");
    }

    private static async Task FillAsync(KitOptions options, string part, string scratch, TextWriter output, CancellationToken cancellationToken)
    {
        int files = SourceCopy.Copy(options.Root, part);
        await output.WriteLineAsync($"The repository: {files} files.").ConfigureAwait(false);

        var packages = new KitPackages(part, scratch);
        for (int i = 0; i < options.Platforms.Count; i++)
        {
            await output.WriteLineAsync($"[{i + 1}/{options.Platforms.Count}] The packages for {options.Platforms[i]}, some 300 MB of which are downloaded if they are not here yet ...").ConfigureAwait(false);
            await packages.RestoreAsync(options.Platforms[i], cancellationToken).ConfigureAwait(false);
        }

        if (await packages.DownloadToolsAsync(cancellationToken).ConfigureAwait(false) is { } missing)
            await output.WriteLineAsync($"Without the kernel for Jupyter, which only JupyterLab and VS Code's Jupyter extension need: {missing}").ConfigureAwait(false);
        var (count, bytes) = packages.CopyTo(Path.Combine(part, Packages));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} packages, {bytes / 1e6:N0} MB.")).ConfigureAwait(false);

        await File.WriteAllTextAsync(Path.Combine(part, "NuGet.Config"), Configuration, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(part, "KIT.md"), Guide, cancellationToken).ConfigureAwait(false);

        string book = Path.Combine(options.Root, "artifacts", "book");
        if (Directory.Exists(book))
            await output.WriteLineAsync($"The pages: {SourceCopy.Copy(book, Path.Combine(part, "pages"))} files.").ConfigureAwait(false);
        else
            await output.WriteLineAsync("Without pages to read: run the series once before, and they come along.").ConfigureAwait(false);
    }
}

/// <summary>What kit to make.</summary>
/// <param name="Root">The repository.</param>
/// <param name="Folder">The folder to make.</param>
/// <param name="Platforms">For which machines, in .NET's terms.</param>
internal sealed record KitOptions(string Root, string Folder, IReadOnlyList<string> Platforms)
{
    /// <summary>The machines that torch's packages are for.</summary>
    public static IReadOnlyList<string> AllPlatforms { get; } = ["linux-x64", "win-x64", "osx-arm64"];
}
