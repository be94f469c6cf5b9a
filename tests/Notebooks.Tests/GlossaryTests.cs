using System.Text.RegularExpressions;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The Chinese edition uses one word for each thing: its glossary lists the words to use, and those to avoid.</summary>
public sealed partial class GlossaryTests
{
    /// <summary>Its file.</summary>
    internal const string Glossary = "notebooks/zh/GLOSSARY.md";

    private static readonly Lazy<List<Term>> Terms = new(() => [.. File.ReadLines(RepositoryFolder.File(Glossary))
        .Select(line => Row.Match(line)).Where(row => row.Success && row.Groups["english"].Value != "英文")
        .Select(row => new Term(row.Groups["english"].Value, row.Groups["chinese"].Value, row.Groups["banned"].Value == "-" ? [] : row.Groups["banned"].Value.Split('、')))]);

    public static TheoryData<string> Texts =>
    [
        .. new[] { "notebooks/zh", "lib" }.SelectMany(folder => Directory.EnumerateFiles(RepositoryFolder.File(folder), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(RepositoryFolder.Path, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => Path.GetFileName(path) is "zh.resx" || (path.StartsWith("notebooks/zh/", StringComparison.Ordinal) && path != Glossary && Path.GetExtension(path) is ".ipynb" or ".md" or ".svg")),
        "README.zh-CN.md",
    ];

    [Fact]
    public void It_has_terms_and_their_twins()
    {
        Assert.InRange(Terms.Value.Count, 60, 200);
        Assert.InRange(Terms.Value.Sum(term => term.Banned.Count), 60, 400);
        Assert.Equal(Terms.Value.Count, Terms.Value.Select(term => term.English).Distinct().Count());
    }

    // Banning a word that is part of a term, its own or another's, would ban the term as well.
    [Fact]
    public void No_term_has_a_banned_word_in_it() => Assert.All(Terms.Value.SelectMany(term => term.Banned), banned =>
        Assert.DoesNotContain(Terms.Value, term => term.Chinese.Contains(banned, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_has_no_banned_word(string path)
    {
        string text = File.ReadAllText(RepositoryFolder.File(path));
        var found = Terms.Value.SelectMany(term => term.Banned.Where(banned => text.Contains(banned, StringComparison.Ordinal)).Select(banned => $"{banned}: write {term.Chinese}"));
        Assert.Equal([], found);
    }

    [GeneratedRegex(@"^\| (?<english>[^|]+?) \| (?<chinese>[^|]+?) \| (?<banned>[^|]+?) \|$")]
    private static partial Regex Row { get; }

    /// <summary>A row of the glossary.</summary>
    /// <param name="English">The field's English word.</param>
    /// <param name="Chinese">The edition's word.</param>
    /// <param name="Banned">The words that it avoids.</param>
    private sealed record Term(string English, string Chinese, IReadOnlyList<string> Banned);
}
