using System.Text.Json.Nodes;
using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Every exercise says "not yet" as it is committed, and "right" with its folded solution in its place.</summary>
public sealed class SolutionTests : IDisposable
{
    private const string Right = "\u2714";
    private const string NotYet = "\u270e";

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => Series.Names;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_solutions_are_right_and_its_exercises_are_open(string name)
    {
        var exercises = Exercises.In(Notebook.Load(Series.PathOf(name)));
        string path = folder.File(name);
        await File.WriteAllTextAsync(path, Solved(name, exercises.ToDictionary(exercise => exercise.Cell.Id, exercise => exercise.Solution)));

        var result = await QuickRun.RunAsync(path, folder.File("book"));

        Assert.True(result.Succeeded, $"code cell {result.FailedCell}: {result.Error?.Message}");
        foreach (var (cell, _) in exercises)
        {
            Assert.Contains(NotYet, Said(result, cell.Id), StringComparison.Ordinal);
            Assert.Contains(Right, Said(result, cell.Id + "-solved"), StringComparison.Ordinal);
        }
    }

    private static string Said(NotebookResult result, string id) =>
        string.Concat(result.Notebook.CodeCells.Single(cell => cell.Id == id).Outputs.Select(output => (string?)output["data"]?["text/plain"]));

    // The copy lies elsewhere, so what the notebook names by ".." is named by the repository's path; the library is built.
    private static string Solved(string name, Dictionary<string, string> solutions)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Series.PathOf(name)))!;
        var cells = notebook["cells"]!.AsArray();
        foreach (var cell in cells.Where(cell => (string?)cell!["cell_type"] == "code").ToList())
        {
            string id = (string)cell!["id"]!;
            string source = string.Concat(cell["source"]!.AsArray().Select(line => (string?)line));
            cell["source"] = Moved(source);
            if (solutions.TryGetValue(id, out string? solution))
            {
                var solved = cell.DeepClone();
                solved["id"] = id + "-solved";
                solved["source"] = Moved(solution);
                cells.Insert(cells.IndexOf(cell) + 1, solved);
            }
        }

        return notebook.ToJsonString();
    }

    private static string Moved(string source) => source == "#load \"build.csx\""
        ? ""
        : source.Replace("\"..", $"\"{RepositoryFolder.Path.Replace('\\', '/')}", StringComparison.Ordinal);
}
