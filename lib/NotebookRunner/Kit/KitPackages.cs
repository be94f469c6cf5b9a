using System.Diagnostics;
using System.Text;

namespace NotebookRunner.Kit;

/// <summary>Gathers the packages of a solution into one folder, which then serves as a package source.</summary>
/// <param name="solution">The solution's folder.</param>
/// <param name="scratch">A folder for what is not kept.</param>
internal sealed class KitPackages(string solution, string scratch)
{
    private readonly string cache = Path.Combine(scratch, "cache");

    /// <summary>Restores the solution as a machine of some kind would.</summary>
    /// <exception cref="KitException">A package cannot be had.</exception>
    public async Task RestoreAsync(string platform, CancellationToken cancellationToken)
    {
        string? failure = await FailureOfAsync(
            ["restore", $"-p:NETCoreSdkPortableRuntimeIdentifier={platform}", "-p:UseAppHost=false", $"-p:ArtifactsPath={Path.Combine(scratch, platform)}"],
            cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw new KitException($"The packages for {platform} cannot be had: {failure}");
    }

    /// <summary>Downloads the tools of the tool manifest, which nothing in the series needs.</summary>
    /// <returns>Null where that went well, else why not.</returns>
    public async Task<string?> DownloadToolsAsync(CancellationToken cancellationToken) =>
        File.Exists(Path.Combine(solution, ".config", "dotnet-tools.json"))
            ? await FailureOfAsync(["tool", "restore"], cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Puts the packages that were restored side by side.</summary>
    /// <param name="folder">The folder to fill.</param>
    /// <returns>How many there are, and their size in bytes.</returns>
    public (int Count, long Bytes) CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] packages = Directory.Exists(cache) ? Directory.GetFiles(cache, "*.nupkg", SearchOption.AllDirectories) : [];
        foreach (string package in packages)
            File.Copy(package, Path.Combine(folder, Path.GetFileName(package)), overwrite: true);
        return (packages.Length, packages.Sum(package => new FileInfo(package).Length));
    }

    private async Task<string?> FailureOfAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = solution,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["NUGET_PACKAGES"] = cache },
        };
        using var process = Process.Start(start)!;
        using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string said = await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false) + await errors.ConfigureAwait(false);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? null : FirstError(said);
    }

    // An error of MSBuild is "file : error code: text [project]".
    private static string FirstError(string said)
    {
        const string Mark = "error ";
        string line = said.Split('\n').FirstOrDefault(line => line.Contains(Mark, StringComparison.Ordinal)) ?? said.Trim().Split('\n')[^1];
        int start = line.IndexOf(Mark, StringComparison.Ordinal);
        string text = start < 0 ? line : line[(start + Mark.Length)..];
        int project = text.LastIndexOf(" [", StringComparison.Ordinal);
        return (project < 0 ? text : text[..project]).Trim();
    }
}
