using System.Text.Json.Nodes;
using System.Xml.Linq;
using NotebookRunner.Documents;

namespace NotebookRunner.Kit;

/// <summary>Gathers the packages of a solution into one folder, which then serves as a package source.</summary>
/// <param name="solution">The solution's folder.</param>
/// <param name="scratch">A folder for temporary files.</param>
internal sealed class KitPackages(string solution, string scratch)
{
    private readonly string cache = Path.Combine(scratch, "cache");

    /// <summary>Restores the solution's packages into a cache of its own, as a machine of another platform would.</summary>
    /// <param name="platform">The platform, as .NET names it.</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    /// <exception cref="OneSentenceException">A package cannot be restored.</exception>
    public async Task RestoreAsync(string platform, CancellationToken cancellationToken)
    {
        string? failure = await FailureOfAsync(
            ["restore", $"-p:NETCoreSdkPortableRuntimeIdentifier={platform}", "-p:UseAppHost=false", $"-p:ArtifactsPath={Path.Combine(scratch, platform)}"],
            cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw new OneSentenceException($"The packages for {platform} cannot be restored: {failure.TrimEnd('.', '。')}.");
    }

    /// <summary>Downloads the tools of the tool manifest, which nothing in the series needs.</summary>
    /// <remarks>Not with <c>dotnet tool restore</c>: that would register this cache, which is deleted in the end, as the place of the user's tools.</remarks>
    /// <returns>Null where that succeeded, else the first error.</returns>
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

    /// <summary>Copies the restored packages into one folder: the cache has each in <c>id/version/id.version.nupkg</c>.</summary>
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
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = cache };
        var (exitCode, text) = await Dotnet.RunAsync(arguments, solution, environment, cancellationToken).ConfigureAwait(false);
        return exitCode == 0 ? null : Dotnet.FirstError(text);
    }
}
