using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Shared;

namespace Notebooks.Tests;

/// <summary>The text for the reader: the Markdown of notebooks and pages without the code in it.</summary>
internal static partial class Prose
{
    /// <summary>The English texts, as paths relative to the repository's folder.</summary>
    public static IReadOnlyList<string> EnglishPaths =>
    [
        "README.md", "CONTRIBUTING.md", "data/mnist/README.md", "data/models/README.md", "tests/DigitForge.Benchmarks/README.md",
        .. Below("notebooks", "*.md"), .. Below("data/models", "*.ipynb"), .. Below("notebooks", "*.ipynb"),
    ];

    /// <summary>The texts in Chinese, but for the glossary, which lists the words that they do not use.</summary>
    public static IReadOnlyList<string> ChinesePaths =>
    [
        "README.zh-CN.md",
        .. Below(Series.ChineseFolder, "*.md").Where(path => path != GlossaryTests.Glossary), .. Below(Series.ChineseFolder, "*.ipynb"),
    ];

    /// <summary>The prose of a file: of each Markdown cell of a notebook with its id, or of a page, whose id is empty.</summary>
    /// <param name="path">The file, relative to the repository's folder.</param>
    public static IEnumerable<(string Id, string Text)> In(string path) => path.EndsWith(".ipynb", StringComparison.Ordinal)
        ? Notebook.Load(RepositoryFolder.File(path)).Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => (cell.Id, WithoutCode(cell.Source)))
        : [("", WithoutCode(File.ReadAllText(RepositoryFolder.File(path)).ReplaceLineEndings("\n")))];

    /// <summary>Blanks out code, tags and link targets in a text. Every other character keeps its position.</summary>
    public static string WithoutCode(string markdown) => TagOrTarget.Replace(InlineCode.Replace(Fenced.Replace(markdown, Blot), Blot), Blot);

    /// <summary>The code in a text, fenced or inline.</summary>
    public static string CodeIn(string markdown) => string.Join('\n', Fenced.Matches(markdown).Concat(InlineCode.Matches(Fenced.Replace(markdown, ""))).Select(code => code.Value));

    private static string Blot(Match code) => NotAnEndOfLine.Replace(code.Value, "`");

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.GetFiles(RepositoryFolder.File(folder), pattern).Select(path => $"{folder}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^[ >]*(?<fence>`{3,}|~{3,})[^\n]*\n.*?^[ >]*\k<fence>[^\n]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced { get; }

    [GeneratedRegex(@"(?<!`)(?<ticks>`+)(?!`).+?(?<!`)\k<ticks>(?!`)", RegexOptions.Singleline)]
    private static partial Regex InlineCode { get; }

    [GeneratedRegex(@"</?[a-zA-Z!][^>]*>|(?<=\])\([^)\s]*\)")]
    private static partial Regex TagOrTarget { get; }

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex NotAnEndOfLine { get; }
}
