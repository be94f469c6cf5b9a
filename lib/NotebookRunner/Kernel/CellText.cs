using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookRunner.Kernel;

/// <summary>What a cell's text needs before .NET Interactive can run it.</summary>
internal static partial class CellText
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly SyntaxKind[] TextKinds =
    [
        SyntaxKind.StringLiteralToken, SyntaxKind.Utf8StringLiteralToken, SyntaxKind.InterpolatedStringTextToken,
        SyntaxKind.MultiLineRawStringLiteralToken, SyntaxKind.Utf8MultiLineRawStringLiteralToken,
    ];

    /// <summary>
    /// Restores what the lines <c>#r "nuget: id, version"</c> name and blanks these lines out, so that the others keep their numbers.
    /// .NET Interactive does this with a package that brings an F# compiler; here the SDK does it.
    /// </summary>
    /// <returns>The code without these lines, and the assemblies that it may now use.</returns>
    /// <exception cref="PackageException">A package cannot be had or used.</exception>
    public static (string Code, IReadOnlyList<string> Assemblies) RestorePackages(string cell)
    {
        var all = Root(cell).DescendantNodes(descendIntoTrivia: true).OfType<DirectiveTriviaSyntax>().ToList();
        if (all.Find(directive => SourceLine.IsMatch(directive.ToString())) is { } source)
            throw new PackageException($"The line '{source.ToString().Trim()}' is not obeyed here; expected the package source in a NuGet.Config or by 'dotnet nuget add source'.");
        var directives = all
            .OfType<ReferenceDirectiveTriviaSyntax>()
            .Select(directive => (directive.Span, Package: PackageReference.TryParse(directive.File.ValueText)))
            .Where(directive => directive.Package is not null)
            .ToList();
        if (directives.Count == 0)
            return (cell, []);
        char[] code = cell.ToCharArray();
        foreach (var (span, _) in directives)
            Array.Fill(code, ' ', span.Start, span.Length);
        return (new string(code), PackageRestore.AssembliesOf([.. directives.Select(directive => directive.Package!)]));
    }

    /// <summary>Whether a line within a text or a comment begins as a directive does.</summary>
    public static bool HidesDirectives(string cell) =>
        DirectiveLine.Matches(cell) is { Count: > 0 } lines && Root(cell) is var root
        && lines.Any(line => IsInText(root.FindToken(line.Groups["sign"].Index), line.Groups["sign"].Index));

    private static bool IsInText(SyntaxToken token, int position) => token.Span.Contains(position)
        ? TextKinds.Contains(token.Kind())
        : token.GetAllTrivia().Any(trivia => trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && trivia.Span.Contains(position));

    private static SyntaxNode Root(string cell) => CSharpSyntaxTree.ParseText(cell, Script).GetRoot();

    [GeneratedRegex(@"^\s*#i\b")]
    private static partial Regex SourceLine { get; }

    [GeneratedRegex(@"^[ \t]*(?<sign>#)(!|[A-Za-z])", RegexOptions.Multiline)]
    private static partial Regex DirectiveLine { get; }
}
