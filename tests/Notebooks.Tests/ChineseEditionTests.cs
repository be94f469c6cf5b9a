using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The Chinese edition: the same notebooks, cell by cell, with Chinese prose.</summary>
public sealed partial class ChineseEditionTests(BookFixture book)
{
    public static TheoryData<string> Names => Series.Names;

    [Fact]
    public void It_has_every_notebook_and_no_other() =>
        Assert.Equal(Names.Select(row => row.Data), Directory.GetFiles(RepositoryFolder.File(Series.ChineseFolder), "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_the_same_cells_in_the_same_order(string name)
    {
        Assert.Equal(Cells(Series.PathOf(name)), Cells(Series.ChinesePathOf(name)));
        Assert.Empty(NotebookFormat.Violations(Series.ChinesePathOf(name)));

        static IEnumerable<string> Cells(string path) =>
            Notebook.Load(path).Cells.Select(cell => $"{cell.Id} {cell.Kind} {string.Join(' ', cell.Tags)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_code_is_the_same_but_for_comments_and_what_is_said(string name)
    {
        var english = Notebook.Load(Series.PathOf(name)).CodeCells.Select(cell => CodeAlone(OneFolderUp(cell.Source)));
        Assert.Equal(english, Notebook.Load(Series.ChinesePathOf(name)).CodeCells.Select(cell => CodeAlone(cell.Source)));
    }

    [Theory]
    [InlineData("Say(\"{count} digits\")", "Say(\"\")")]
    [InlineData("Say($\"{count:N0} of {all}\")", "Say($\"{all}{count:N0}\")")]
    [InlineData("Say($\"{name,-9} is\"\n + $\" {value:P0}\")", "Say($\"{value:P0}{name}\")")]
    [InlineData("Say(count > 1 ? $\"many\" : \"one\")", "Say(count > 1 ? \"\" : \"\")")]
    public void What_is_said_is_masked(string english, string chinese) => Assert.Equal(CodeAlone(english), CodeAlone(chinese));

    [Theory]
    [InlineData("Say($\"{count}\")", "Say($\"{count + 1}\")")]
    [InlineData("Say($\"{count:N0}\")", "Say($\"{count:N1}\")")]
    [InlineData("Say($\"{count}\")", "Say(\"count\")")]
    [InlineData("Load(\"../data\", 1)", "Load(\"../data\", 2)")]
    public void What_is_computed_is_not_masked(string english, string chinese) => Assert.NotEqual(CodeAlone(english), CodeAlone(chinese));

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_prose_shows_the_same_code_and_pictures_and_leads_to_the_same_places(string name)
    {
        foreach (var (english, chinese) in Prose(Series.PathOf(name)).Zip(Prose(Series.ChinesePathOf(name))))
        {
            Assert.Equal(Fenced.Matches(english).Select(code => Code(code)), Fenced.Matches(chinese).Select(code => Code(code)));
            Assert.Equal(Targets(english, "notebooks"), Targets(chinese, Series.ChineseFolder));
            Assert.Equal(english.Split("<details>").Length, chinese.Split("<details>").Length);
        }

        static string Code(Match fenced) => fenced.Groups[1].Value == "csharp" ? CodeAlone(fenced.Groups[2].Value) : fenced.Groups[1].Value;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_prose_is_in_Chinese(string name) => Assert.All(
        Prose(Series.ChinesePathOf(name)),
        text => Assert.True(text.Count(letter => letter is >= '\u4e00' and <= '\u9fff') >= 2, text));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_runs_and_its_page_says_that_it_is_in_Chinese(string name)
    {
        var result = await book.SolvedAsync(name);

        Assert.True(result.Succeeded, $"code cell {result.FailedCell}: {result.Error?.Message}");
        string page = await File.ReadAllTextAsync(await book.SolvedPageAsync(name), TestContext.Current.CancellationToken);
        Assert.Contains("<html lang=\"zh-CN\">", page, StringComparison.Ordinal);
    }

    private static List<string> Prose(string path) =>
        [.. Notebook.Load(path).Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source)];

    // Each edition has its own pages and schematics; all other files are shared.
    private static List<string> Targets(string prose, string folder) => [.. Link.Matches(prose).Select(link => link.Groups[1].Value).Select(target =>
        target.Contains("://", StringComparison.Ordinal) || target.EndsWith(".ipynb", StringComparison.Ordinal) || target.StartsWith("images/schematics/", StringComparison.Ordinal)
            ? target
            : Path.GetFullPath(RepositoryFolder.File(folder, target))).Order(StringComparer.Ordinal)];

    private static string OneFolderUp(string source) => source
        .Replace("#load \"build.csx\"", "#load \"../build.csx\"", StringComparison.Ordinal)
        .Replace("#r \"../", "#r \"../../", StringComparison.Ordinal)
        .Replace("string Root = \"..\";", "string Root = \"../..\";", StringComparison.Ordinal);

    // Removes the texts from the code: each text, or a sum of texts, is replaced by the values in it. Another language may put them in
    // another order and need other column widths.
    private static string CodeAlone(string source)
    {
        var script = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetRoot(TestContext.Current.CancellationToken);
        var texts = script.DescendantNodes().OfType<ExpressionSyntax>().Where(IsText).Where(text => text.Parent is not ExpressionSyntax outer || !IsText(outer)).ToList();
        return WithoutComments(script.ReplaceNodes(texts, (text, _) => SyntaxFactory.ParseExpression($"Said({string.Join(", ", Values(text))})")).ToFullString());

        static IEnumerable<string> Values(ExpressionSyntax text) => text.DescendantNodesAndSelf().OfType<InterpolationSyntax>()
            .Where(hole => hole.Ancestors().OfType<InterpolationSyntax>().All(outer => !text.Contains(outer)))
            .Select(hole => $"{CodeAlone(hole.Expression.ToString())}{hole.FormatClause}").Order(StringComparer.Ordinal);
    }

    private static bool IsText(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && IsText(sum.Left) && IsText(sum.Right),
        _ => false,
    };

    // Splits the code as the compiler does: its tokens, and the lines that begin with # as they are.
    private static string WithoutComments(string source)
    {
        var script = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script));
        var words = script.GetRoot(TestContext.Current.CancellationToken).DescendantTokens(descendIntoTrivia: true).Select(token => token.Text);
        return string.Join(' ', words.Where(word => word.Length > 0));
    }

    [GeneratedRegex(@"```(\w*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced { get; }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link { get; }
}
