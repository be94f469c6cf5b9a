using System.Net;
using NotebookRunner.Documents;
using Xunit;

namespace Notebooks.Tests;

/// <summary>
/// Every exercise reports "not yet" as it is committed, and "right" with its folded solution in its place. The test runs the Chinese edition, whose
/// code and solutions are the same as the English ones (<see cref="ChineseEditionTests"/>).
/// </summary>
public sealed class SolutionTests(BookFixture book)
{
    private const string Right = "\u2714";
    private const string NotYet = "\u270e";

    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_solutions_are_right_and_its_exercises_are_open(string name)
    {
        var exercises = Exercises.In(Notebook.Load(Series.ChinesePathOf(name)));
        Assert.NotEmpty(exercises);

        var result = await book.SolvedAsync(name);

        Assert.True(result.Succeeded, $"code cell {result.FailedCell}: {result.Error?.Message}");
        foreach (var (cell, _) in exercises)
        {
            Assert.Contains(NotYet, Said(result, cell.Id), StringComparison.Ordinal);
            Assert.Contains(Right, Said(result, Exercises.SolvedId(cell)), StringComparison.Ordinal);
        }
    }

    private static string Said(NotebookResult result, string id) =>
        string.Concat(result.Notebook.CodeCells.Single(cell => cell.Id == id).Outputs
            .Select(output => WebUtility.HtmlDecode((string?)output["data"]?["text/html"] ?? "")));
}
