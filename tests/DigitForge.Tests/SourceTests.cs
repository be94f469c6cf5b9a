using System.Text.RegularExpressions;
using Shared;
using Xunit;

namespace DigitForge.Tests;

/// <summary>Rules for the library's source that the compiler cannot check.</summary>
public sealed partial class SourceTests
{
    // torch.stack and torch.cat keep only the addresses of their tensors. A tensor that a lazy sequence creates may be collected too
    // early, which crashes the process.
    [Fact]
    public void The_library_holds_on_to_the_tensors_that_it_joins()
    {
        string[] sources = [.. Directory.EnumerateFiles(RepositoryFolder.File("lib", "DigitForge"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)];
        Assert.NotEmpty(sources);
        Assert.NotEmpty(sources.SelectMany(source => Join.Matches(source)));
        Assert.Empty(sources.SelectMany(LazyJoins));
    }

    [Theory]
    [InlineData("torch.cat([a, b], dim: 1)", 0)]
    [InlineData("torch.stack(\n    [.. rows.Select(Row)])", 0)]
    [InlineData("torch.cat(new[] { a, b })", 0)]
    [InlineData("torch.Tensor[] rows = Rows(); torch.cat(rows);", 0)]
    [InlineData("var rows = list.Select(Row).ToArray(); torch.cat(rows);", 0)]
    [InlineData("torch.vstack(rows.ToList())", 0)]
    [InlineData("torch.cat(rows.Select(Row))", 1)]
    [InlineData("torch.stack(Rows(3))", 1)]
    [InlineData("var rows = list.Select(Row); torch.cat(rows);", 1)]
    [InlineData("void Make(IEnumerable<torch.Tensor> rows) => torch.hstack(rows);", 1)]
    public void A_lazy_sequence_is_told_from_an_array(string source, int lazy) => Assert.Equal(lazy, LazyJoins(source).Count());

    // Safe arguments: a collection expression, an array, or a variable that was assigned one of these or was declared as an array or list.
    private static IEnumerable<string> LazyJoins(string source) => Join.Matches(source)
        .Where(join => !Held.IsMatch(join.Groups["argument"].Value))
        .Where(join => join.Groups["variable"] is not { Success: true, Value: var name } || !Regex.IsMatch(source,
            $@"(\[\]|List<[\w.]+>)\??\s+{name}\b|\b{name}\s*=\s*(\[|new\b|[^;]*\.To(Array|List)\(\))"))
        .Select(join => join.Value);

    [GeneratedRegex(@"torch\.(cat|concat|concatenate|stack|[hvd]stack|row_stack|column_stack|block_diag|cartesian_prod|meshgrid)\(\s*(?<argument>(?<variable>\w+)\s*[,)]|[^;]*)")]
    private static partial Regex Join { get; }

    [GeneratedRegex(@"^(\[|new\b|[^;]*\.To(Array|List)\(\))")]
    private static partial Regex Held { get; }
}
