using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NotebookRunner.Kernel;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Id">The package's name.</param>
/// <param name="Version">Its version; <c>*</c>, the newest, where the cell names none.</param>
internal sealed partial record PackageReference(string Id, string Version)
{
    /// <summary>Reads what stands between the quotes of <c>#r</c>; null where it does not name a package.</summary>
    public static PackageReference? TryParse(string reference)
    {
        var match = Directive.Match(reference);
        if (!match.Success)
            return null;
        string version = match.Groups["version"].Value;
        return new PackageReference(match.Groups["id"].Value, version.Length == 0 ? "*" : version);
    }

    [GeneratedRegex("""^\s*nuget:\s*(?<id>[^,\s]+)\s*(,\s*(?<version>.*?)\s*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Directive { get; }
}

/// <summary>Gets packages the way any project does: a project that references them, restored and built by the SDK.</summary>
internal static partial class PackageRestore
{
    private static int restores;

    /// <summary>Deletes what a process had restored. Call it when the process has ended: until then its assemblies are in use.</summary>
    public static void Clear(int processId)
    {
        try
        {
            Directory.Delete(FolderOf(processId), recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // There is none, or a program that a cell left behind still uses it.
        }
    }

    /// <summary>Restores packages with all that they depend on into one folder.</summary>
    /// <returns>The managed assemblies' paths; native libraries lie beside them.</returns>
    /// <exception cref="PackageException">The package source does not have them or cannot be reached, or the SDK could not restore them for another reason.</exception>
    public static IReadOnlyList<string> AssembliesOf(IReadOnlyList<PackageReference> packages)
    {
        string folder = Directory.CreateDirectory(Path.Combine(FolderOf(Environment.ProcessId), Interlocked.Increment(ref restores).ToString(CultureInfo.InvariantCulture))).FullName;
        string project = Path.Combine(folder, "packages.csproj");
        new XDocument(Project(packages)).Save(project);
        string output = Path.Combine(folder, "out");
        Build(project, output, packages);
        return [.. Directory.GetFiles(output, "*.dll").Where(path => Path.GetFileName(path) != "packages.dll" && IsManaged(path))];
    }

    private static string FolderOf(int processId) => Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"notebook-packages-{processId}"));

    private static XElement Project(IEnumerable<PackageReference> packages) => new("Project",
        new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
            new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
            new XElement("SelfContained", "false"),
            new XElement("CopyLocalLockFileAssemblies", "true")),
        new XElement("ItemGroup", packages.Select(package => new XElement("PackageReference",
            new XAttribute("Include", package.Id),
            new XAttribute("Version", package.Version)))));

    private static void Build(string project, string output, IEnumerable<PackageReference> packages)
    {
        string[] command = ["build", project, "--output", output, "--nologo", "--verbosity", "quiet"];
        var (exitCode, text) = Dotnet.RunAsync(command, Path.GetDirectoryName(project)!).GetAwaiter().GetResult();
        if (exitCode == 0)
            return;
        string names = string.Join(", ", packages.Select(package => $"{package.Id} {package.Version}"));
        string reason = Dotnet.FirstError(text);
        if (SourceError.IsMatch(reason))
            throw new PackageException($"The package source cannot supply {names}: {reason}");
        throw new PackageException($"The packages {names} cannot be used: {reason}");
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    // learn.microsoft.com/nuget/reference/errors-and-warnings: NU1100 to NU1103, nothing found; NU1301 and on, no answer.
    [GeneratedRegex(@"^NU1(10[0-3]|30\d)\b")]
    private static partial Regex SourceError { get; }
}

/// <summary>A package cannot be had or used; the message says which and why.</summary>
internal sealed class PackageException(Phrase message) : Exception(Language.Text(message));
