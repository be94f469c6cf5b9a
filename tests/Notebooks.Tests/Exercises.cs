using System.Text.RegularExpressions;
using NotebookRunner.Documents;

namespace Notebooks.Tests;

/// <summary>The exercises of a notebook: code cells tagged <c>exercise</c>, each with the solution folded into the prose behind it.</summary>
internal static partial class Exercises
{
    private const string Tag = "exercise";

    /// <summary>Each exercise's cell, and the code that its solution puts in that cell's place; empty where there is none.</summary>
    public static IReadOnlyList<(NotebookCell Cell, string Solution)> In(Notebook notebook) =>
        [.. notebook.Cells.Zip(notebook.Cells.Skip(1)).Where(pair => pair.First.Tags.Contains(Tag)).Select(pair => (pair.First, SolutionIn(pair.Second.Source)))];

    private static string SolutionIn(string prose) => Folded.Match(prose).Groups[1].Value;

    [GeneratedRegex(@"<details>.*?```csharp\n(.*?)\n```.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Folded { get; }
}
