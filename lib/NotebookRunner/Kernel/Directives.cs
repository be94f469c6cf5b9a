using System.Text.RegularExpressions;

namespace NotebookRunner.Kernel;

/// <summary>Turns the lines that a notebook's kernel understands and C# does not into C#.</summary>
internal static partial class Directives
{
    /// <summary>Restores what <c>#r "nuget: ..."</c> lines name, and takes <c>#!csharp</c> away.</summary>
    /// <exception cref="PackageUnavailableException">The package source cannot supply a package.</exception>
    /// <exception cref="DirectiveException">A package cannot be used, or a magic command is unknown.</exception>
    public static string Resolve(string cell)
    {
        var lines = cell.ReplaceLineEndings("\n").Split('\n');
        var packages = lines.Select(PackageReference.TryParse).OfType<PackageReference>().ToList();
        string references = packages.Count == 0
            ? ""
            : string.Concat(PackageRestore.AssembliesOf(packages).Select(path => $"#r \"{path}\"\n"));
        return references + string.Join('\n', lines.Select(line => PackageReference.TryParse(line) is null ? ObeyMagic(line) : ""));
    }

    private static string ObeyMagic(string line)
    {
        var magic = MagicCommand.Match(line);
        if (!magic.Success)
            return line;
        return magic.Groups[1].Value == "csharp"
            ? ""
            : throw new DirectiveException($"The magic command '{line.Trim()}' is unknown here; expected plain C#.");
    }

    [GeneratedRegex(@"^\s*#!(\S*)")]
    private static partial Regex MagicCommand { get; }
}

/// <summary>A line of a cell that begins with <c>#</c> cannot be obeyed; the message says which and why.</summary>
internal sealed class DirectiveException(string message) : Exception(message);
