using System.Text.Json;
using Shared;

namespace NotebookRunner.Tests;

/// <summary>Writes small notebooks for tests.</summary>
internal static class TestNotebook
{
    /// <summary>Writes a notebook of code cells.</summary>
    /// <returns>The file's path.</returns>
    public static string Write(TemporaryFolder folder, string name, params string[] cells) =>
        Save(folder, name, cells.Select((source, i) => Cell(i, source, [])));

    /// <summary>Writes a notebook of code cells, each with its tag; an empty one for none.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteTagged(TemporaryFolder folder, string name, params (string Tag, string Source)[] cells) =>
        Save(folder, name, cells.Select((cell, i) => Cell(i, cell.Source, cell.Tag.Length == 0 ? [] : [cell.Tag])));

    /// <summary>Writes a notebook whose first cell is tagged as its parameters.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteWithParameters(TemporaryFolder folder, string name, string parameters, params string[] cells) =>
        Save(folder, name, [Cell(0, parameters, ["parameters"]), .. cells.Select((source, i) => Cell(i + 1, source, []))]);

    /// <summary>Writes a notebook whose last cell carries a tag.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteWithTag(TemporaryFolder folder, string name, string tag, params string[] cells) =>
        Save(folder, name, cells.Select((source, i) => Cell(i, source, i == cells.Length - 1 ? [tag] : [])));

    private static object Cell(int index, string source, string[] tags) => new
    {
        cell_type = "code",
        id = $"cell-{index}",
        metadata = new { tags },
        source,
        execution_count = (int?)null,
        outputs = Array.Empty<object>(),
    };

    private static string Save(TemporaryFolder folder, string name, IEnumerable<object> cells)
    {
        string path = folder.File(name + ".ipynb");
        File.WriteAllText(path, JsonSerializer.Serialize(new { cells, metadata = new { }, nbformat = 4, nbformat_minor = 5 }));
        return path;
    }
}
