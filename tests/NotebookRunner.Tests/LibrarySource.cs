using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shared;
using Xunit;

namespace NotebookRunner.Tests;

/// <summary>C# sources, compiled in memory so that a test can ask what they mean.</summary>
internal static class LibrarySource
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    // What ImplicitUsings and the project files add to every file.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    // A partial member whose other half the build generates.
    private static readonly string[] Generated = ["CS8795", "CS9248"];

    /// <summary>The files of a project under <c>lib</c>, with those that it shares.</summary>
    public static IEnumerable<(string Name, string Text)> Of(string project)
    {
        string[] files = [.. FilesOf(RepositoryFolder.File("lib", project)).Union(FilesOf(RepositoryFolder.File("lib", "DigitForge", "Translations")))];
        Assert.InRange(files.Length, 20, 1_000);
        return files
            .Select(file => (Path.GetRelativePath(RepositoryFolder.File("lib"), file), File.ReadAllText(file)))
            .Append(("Shared.cs", "global using Translations;"));
    }

    /// <summary>What some files mean, one model for each.</summary>
    public static IEnumerable<SemanticModel> Compile(IEnumerable<(string Name, string Text)> files)
    {
        SyntaxTree[] trees = [.. files.Prepend(("Usings.cs", ImplicitUsings)).Select(file => CSharpSyntaxTree.ParseText(file.Item2, Language, file.Item1))];
        var compilation = CSharpCompilation.Create("sources", trees, References(), new(OutputKind.ConsoleApplication, allowUnsafe: true));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS5001" && !Generated.Contains(diagnostic.Id)));
        return trees.Select(tree => compilation.GetSemanticModel(tree));
    }

    private static string[] FilesOf(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(Directory.GetFiles(RepositoryFolder.File("artifacts", "digitforge"), "*.dll"))
            .DistinctBy(Path.GetFileName)
            .Where(file => Path.GetFileNameWithoutExtension(file) is not ("DigitForge" or "NotebookRunner") && IsManaged(file))
            .Select(file => MetadataReference.CreateFromFile(file));

    private static bool IsManaged(string file)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(file));
        return image.HasMetadata;
    }
}
