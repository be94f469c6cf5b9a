using System.Text.Json;
using Shared;

namespace NotebookRunner.Tests;

/// <summary>Writes small notebooks for tests.</summary>
internal static class TestNotebook
{
    /// <summary>A picture of one pixel, as PNG in base64.</summary>
    public const string PictureData = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

    /// <summary>Writes a notebook of code cells.</summary>
    /// <returns>The file's path.</returns>
    public static string Write(TemporaryFolder folder, string name, params string[] cells) =>
        Save(folder, name, cells.Select((source, i) => Cell(i, source, [])));

    /// <summary>Writes a notebook of prose.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteProse(TemporaryFolder folder, string name, params string[] cells) =>
        Save(folder, name, cells.Select((source, i) => new { cell_type = "markdown", id = $"cell-{i}", metadata = new { }, source }));

    /// <summary>Writes a notebook whose first cell is tagged as its parameters.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteWithParameters(TemporaryFolder folder, string name, string parameters, params string[] cells) =>
        Save(folder, name, [Cell(0, parameters, ["parameters"]), .. cells.Select((source, i) => Cell(i + 1, source, []))]);

    /// <summary>Writes a notebook whose last cell carries a tag.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteWithTag(TemporaryFolder folder, string name, string tag, params string[] cells) =>
        Save(folder, name, cells.Select((source, i) => Cell(i, source, i == cells.Length - 1 ? [tag] : [])));

    /// <summary>Writes a notebook whose prose shows a picture kept in the cell, one beside the notebook, and one that is not there.</summary>
    /// <returns>The file's path.</returns>
    public static string WritePictures(TemporaryFolder folder, string name)
    {
        Directory.CreateDirectory(folder.File("images"));
        File.WriteAllBytes(folder.File("images/two dots.png"), Convert.FromBase64String(PictureData));
        var cell = new Dictionary<string, object>
        {
            ["cell_type"] = "markdown",
            ["id"] = "cell-0",
            ["metadata"] = new { },
            ["source"] = "![pasted](attachment:my%20paste.png) ![beside](images/two%20dots.png) ![gone](gone.png)",
            ["attachments"] = new Dictionary<string, object> { ["my paste.png"] = new Dictionary<string, string> { ["image/png"] = PictureData } },
        };
        return Save(folder, name, [cell]);
    }

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
