using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Shared;

namespace Notebooks.Tests;

/// <summary>
/// The exercises of a notebook: code cells tagged <c>exercise</c>, or, if an editor has dropped the tag, cells that end with
/// <c>Exercise.Check(...)</c>. The solution of each is folded into the prose after it.
/// </summary>
internal static partial class Exercises
{
    private const string Tag = "exercise";
    private const string SolvedEnding = "-solved";

    /// <summary>Each exercise's cell, and the code of the solution that replaces the cell; empty if there is none.</summary>
    public static IReadOnlyList<(NotebookCell Cell, string Solution)> In(Notebook notebook) =>
        [.. notebook.Cells.Zip(notebook.Cells.Skip(1)).Where(pair => IsExercise(pair.First)).Select(pair => (pair.First, SolutionIn(pair.Second.Source)))];

    /// <summary>The id of the cell that <see cref="Solve"/> inserts after an exercise.</summary>
    public static string SolvedId(NotebookCell exercise) => exercise.Id + SolvedEnding;

    /// <summary>Creates a copy of a notebook with a cell after each exercise that contains its solution.</summary>
    /// <param name="path">
    /// The notebook. The copy may be anywhere: paths that begin with <c>..</c> become the repository's, and the library is built.
    /// </param>
    /// <returns>The text of the copy's file.</returns>
    public static string Solve(string path)
    {
        var solutions = In(Notebook.Load(path)).ToDictionary(exercise => exercise.Cell.Id, exercise => exercise.Solution);
        var notebook = JsonNode.Parse(File.ReadAllText(path))!;
        var cells = notebook["cells"]!.AsArray();
        foreach (var cell in cells.Where(cell => (string?)cell!["cell_type"] == "code").ToList())
        {
            string id = (string)cell!["id"]!;
            cell["source"] = Moved(string.Concat(cell["source"]!.AsArray().Select(line => (string?)line)));
            if (solutions.TryGetValue(id, out string? solution))
            {
                var solved = cell.DeepClone();
                solved["id"] = id + SolvedEnding;
                solved["source"] = Moved(solution);
                cells.Insert(cells.IndexOf(cell) + 1, solved);
            }
        }

        return notebook.ToJsonString();
    }

    private static bool IsExercise(NotebookCell cell) => cell.Tags.Contains(Tag) || (cell.Kind == CellKind.Code && EndsWithCheck.IsMatch(cell.Source));

    private static string Moved(string source) => BuildCell.IsMatch(source)
        ? ""
        : UpwardPath.Replace(source, $"\"{RepositoryFolder.Path.Replace('\\', '/').TrimEnd('/')}");

    private static string SolutionIn(string prose) => Folded.Match(prose).Groups[1].Value;

    [GeneratedRegex(@"<details>.*?```csharp\n(.*?)\n```.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Folded { get; }

    // The last statement: indented lines belong to it.
    [GeneratedRegex(@"^Exercise\.Check\(.*(\n\s.*)*\z", RegexOptions.Multiline)]
    private static partial Regex EndsWithCheck { get; }

    [GeneratedRegex("""^#load "(\.\./)*build\.csx"$""")]
    private static partial Regex BuildCell { get; }

    [GeneratedRegex(@"""\.\.(/\.\.)*")]
    private static partial Regex UpwardPath { get; }
}
