using System.Text.RegularExpressions;

namespace NotebookRunner.Kernel;

/// <summary>A package that a cell asks for with <c>#r "nuget: id, version"</c>.</summary>
/// <param name="Id">The package's name.</param>
/// <param name="Version">Its version; <c>*</c>, the newest, where the cell names none.</param>
internal sealed partial record PackageReference(string Id, string Version)
{
    /// <summary>Reads a line; null where it is not such a directive.</summary>
    public static PackageReference? TryParse(string line)
    {
        var match = Directive.Match(line);
        if (!match.Success)
            return null;
        string version = match.Groups["version"].Value;
        return new PackageReference(match.Groups["id"].Value, version.Length == 0 ? "*" : version);
    }

    [GeneratedRegex("""^\s*#r\s+"nuget:\s*(?<id>[^",\s]+)\s*(,\s*(?<version>[^"]*?)\s*)?"\s*$""", RegexOptions.IgnoreCase)]
    private static partial Regex Directive { get; }
}
