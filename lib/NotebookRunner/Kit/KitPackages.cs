using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using NotebookRunner.Documents;

namespace NotebookRunner.Kit;

/// <summary>Gathers the packages of a solution into one folder, which then serves as a package source.</summary>
/// <param name="solution">The solution's folder.</param>
/// <param name="scratch">A folder for what is not kept.</param>
internal sealed class KitPackages(string solution, string scratch)
{
    private readonly string cache = Path.Combine(scratch, "cache");

    /// <summary>Restores the solution as a machine of some kind would.</summary>
    /// <exception cref="ReaderException">A package cannot be had.</exception>
    public async Task RestoreAsync(string platform, CancellationToken cancellationToken)
    {
        string? failure = await FailureOfAsync(
            ["restore", $"-p:NETCoreSdkPortableRuntimeIdentifier={platform}", "-p:UseAppHost=false", $"-p:ArtifactsPath={Path.Combine(scratch, platform)}"],
            cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw new ReaderException($"The packages for {platform} cannot be had: {failure}");
    }

    /// <summary>Downloads the tools of the tool manifest, which nothing in the series needs.</summary>
    /// <remarks>Not with <c>dotnet tool restore</c>: that would note this cache, which does not stay, as the place of the user's tools.</remarks>
    /// <returns>Null where that went well, else why not.</returns>
    public async Task<string?> DownloadToolsAsync(CancellationToken cancellationToken)
    {
        string manifest = Path.Combine(solution, ".config", "dotnet-tools.json");
        if (!File.Exists(manifest))
            return null;
        var tools = JsonNode.Parse(await File.ReadAllTextAsync(manifest, cancellationToken).ConfigureAwait(false))!["tools"]!.AsObject();
        string project = Path.Combine(scratch, "tools.csproj");
        new XDocument(new XElement("Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup", new XElement("TargetFramework", $"net{Environment.Version.Major}.0")),
            new XElement("ItemGroup", tools.Select(tool => new XElement("PackageDownload",
                new XAttribute("Include", tool.Key),
                new XAttribute("Version", $"[{tool.Value!["version"]}]")))))).Save(project);
        return await FailureOfAsync(["restore", project], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the packages that were restored side by side: of <c>id/version/</c> in the cache the file that has both in its name.</summary>
    /// <param name="folder">The folder to fill.</param>
    /// <returns>How many there are, and their size in bytes.</returns>
    public (int Count, long Bytes) CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var versions = Directory.Exists(cache) ? Directory.GetDirectories(cache).SelectMany(Directory.GetDirectories) : [];
        string[] packages = [.. versions.SelectMany(version => Directory.GetFiles(version, $"*.{Path.GetFileName(version)}.nupkg"))];
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
