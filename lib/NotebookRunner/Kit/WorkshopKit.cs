using NotebookRunner.Documents;

namespace NotebookRunner.Kit;

/// <summary>
/// Makes a folder for a room without a network: the repository, the packages for all machines there, and a NuGet.Config whose only source they are.
/// </summary>
internal static class WorkshopKit
{
    private const string Packages = "packages";

    // As deep as artifacts/book, so that the pages' links to the repository's files stay valid. A run of the series does not replace these pages.
    private const string Pages = "pages/book";

    private const string Configuration = $"""
        <?xml version="1.0" encoding="utf-8"?>
        <!-- Packages come only from the folder beside this file: no network is used. -->
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

    // The kit's own words, a file for each language: KIT.md, KIT.zh-CN.md.
    private const string Guide = "KIT.";

    /// <summary>Makes the kit beside its place and moves it there when it is complete.</summary>
    /// <param name="options">What kit to make.</param>
    /// <param name="output">Gets a line for each step.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    /// <exception cref="OneSentenceException">The folder is in use or cannot be written, or a package cannot be restored; nothing is left behind.</exception>
    public static async Task MakeAsync(KitOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            Refuse(options);
            string part = $"{Path.TrimEndingDirectorySeparator(options.Folder)}.{Environment.ProcessId}.part";
            string[] newFolders = [.. NewFoldersAbove(part)];
            string? scratch = null;
            try
            {
                scratch = Directory.CreateTempSubdirectory("workshop-kit-").FullName;
                await FillAsync(options, part, scratch, output, cancellationToken).ConfigureAwait(false);
                if (Directory.Exists(options.Folder))
                    Directory.Delete(options.Folder);
                Directory.Move(part, options.Folder);
            }
            finally
            {
                Remove(scratch, recursive: true);
                Remove(part, recursive: true);
                foreach (string folder in newFolders)
                    Remove(folder, recursive: false);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OneSentenceException($"The kit {options.Folder} cannot be made: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    // The missing folders above a path, innermost first.
    private static IEnumerable<string> NewFoldersAbove(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    // Failures are ignored: the failure before it is the one to report. A folder that is not empty stays.
    private static void Remove(string? folder, bool recursive)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void Refuse(KitOptions options)
    {
        if (options.Platforms.FirstOrDefault(platform => !KitOptions.AllPlatforms.Contains(platform)) is { } unknown)
            throw new OneSentenceException($"The platform is '{unknown}'; expected {string.Join(", ", KitOptions.AllPlatforms)}.");
        if (File.Exists(options.Folder) || (Directory.Exists(options.Folder) && Directory.EnumerateFileSystemEntries(options.Folder).Any()))
            throw new OneSentenceException($"{options.Folder} already exists and is not empty; choose another folder, or delete it first.");
    }

    private static async Task FillAsync(KitOptions options, string part, string scratch, TextWriter output, CancellationToken cancellationToken)
    {
        var tracked = await SourceCopy.TrackedFilesAsync(options.Root, cancellationToken).ConfigureAwait(false);
        int files = SourceCopy.Copy(tracked ?? SourceCopy.FilesWithoutGit(options.Root, except: part), options.Root, part, cancellationToken);
        await output.WriteLineAsync(tracked is null ? Language.Text($"The repository: {files} files.") : Language.Text($"The repository: {files} files, those that git tracks.")).ConfigureAwait(false);

        var packages = new KitPackages(part, scratch);
        for (int i = 0; i < options.Platforms.Count; i++)
        {
            await output.WriteLineAsync(Language.Text($"[{i + 1}/{options.Platforms.Count}] The packages for {options.Platforms[i]}, some 300 MB, downloaded unless they are here already ...")).ConfigureAwait(false);
            await packages.RestoreAsync(options.Platforms[i], cancellationToken).ConfigureAwait(false);
        }

        if (await packages.DownloadToolsAsync(cancellationToken).ConfigureAwait(false) is { } missing)
            await output.WriteLineAsync(Language.Text($"Without the kernel for Jupyter, which only JupyterLab and VS Code's Jupyter extension need: {missing}")).ConfigureAwait(false);
        var (count, bytes) = packages.CopyTo(Path.Combine(part, Packages));
        await output.WriteLineAsync(Language.Text($"{count} packages, {bytes / 1e6:N0} MB.")).ConfigureAwait(false);

        await File.WriteAllTextAsync(Path.Combine(part, "NuGet.Config"), Configuration, cancellationToken).ConfigureAwait(false);
        foreach (string guide in typeof(WorkshopKit).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Guide, StringComparison.Ordinal)))
            await CopyResourceAsync(guide, Path.Combine(part, guide), cancellationToken).ConfigureAwait(false);

        string book = Path.Combine(options.Root, "artifacts", "book");
        if (Directory.Exists(book))
            await output.WriteLineAsync(Language.Text($"The pages: {SourceCopy.Copy(SourceCopy.FilesWithoutGit(book, except: part), book, Path.Combine(part, Pages), cancellationToken)} files.")).ConfigureAwait(false);
        else
            await output.WriteLineAsync(Language.Text("Without pages to read: run the series first, and they are included.")).ConfigureAwait(false);
    }

    private static async Task CopyResourceAsync(string name, string path, CancellationToken cancellationToken)
    {
        await using var resource = typeof(WorkshopKit).Assembly.GetManifestResourceStream(name)!;
        await using var file = File.Create(path);
        await resource.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What kit to make.</summary>
/// <param name="Root">The repository.</param>
/// <param name="Folder">The folder to make.</param>
/// <param name="Platforms">The platforms of the machines, as .NET names them.</param>
internal sealed record KitOptions(string Root, string Folder, IReadOnlyList<string> Platforms)
{
    /// <summary>The platforms that torch has packages for.</summary>
    public static IReadOnlyList<string> AllPlatforms { get; } = ["linux-x64", "win-x64", "osx-arm64"];
}
