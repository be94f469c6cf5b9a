using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>A C# notebook in Jupyter's file format, version 4.</summary>
/// <remarks>The format: nbformat.readthedocs.io, "The Notebook file format". Outputs in the file are dropped on reading.</remarks>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject json;
    private readonly List<NotebookCell> cells;

    private Notebook(string path, JsonObject json)
    {
        Path = path;
        this.json = json;
        cells = [.. ((JsonArray)json["cells"]!).Select((cell, i) => new NotebookCell((JsonObject)cell!, $"cell-{i + 1}"))];
    }

    /// <summary>The notebook's file, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The file's name without folder and ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder that the notebook runs in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => cells;

    /// <summary>The code cells in order.</summary>
    public IReadOnlyList<NotebookCell> CodeCells => [.. cells.Where(cell => cell.Kind == CellKind.Code)];

    /// <summary>The first heading of the prose; the file's name where there is none.</summary>
    public string Title => cells
        .Where(cell => cell.Kind == CellKind.Markdown)
        .SelectMany(cell => cell.Source.Split('\n'))
        .Where(line => line.StartsWith("# ", StringComparison.Ordinal))
        .Select(line => line[2..].Trim())
        .FirstOrDefault(Name);

    /// <summary>What the file says about itself.</summary>
    public JsonObject Metadata => (JsonObject)(json["metadata"] ??= new JsonObject());

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookException">The file is missing, is not a notebook, or is not in C#.</exception>
    public static Notebook Load(string path)
    {
        if (!File.Exists(path))
            throw new NotebookException($"There is no notebook {path}.");
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
            if (json?["cells"] is not JsonArray || json["nbformat"] is null)
                throw new NotebookException("found JSON without cells and nbformat");
            if ((int)json["nbformat"]! != 4)
                throw new NotebookException($"found nbformat {json["nbformat"]}, expected 4");
            RequireCSharp(json);
            return new Notebook(System.IO.Path.GetFullPath(path), json);
        }
        catch (Exception trouble) when (trouble is NotebookException or JsonException or InvalidOperationException or InvalidCastException or FormatException)
        {
            string reason = trouble is JsonException ? "found a file that is not JSON" : trouble.Message.TrimEnd('.');
            throw new NotebookException($"{path} is not a C# notebook: {reason}.", trouble);
        }
    }

    /// <summary>Adds a code cell.</summary>
    public void InsertAfter(NotebookCell place, NotebookCell added) => cells.Insert(cells.IndexOf(place) + 1, added);

    /// <summary>Writes the notebook with its outputs, nbformat 4.5.</summary>
    public void Save(string path)
    {
        var saved = (JsonObject)json.DeepClone();
        saved["nbformat_minor"] = 5;
        saved["cells"] = new JsonArray([.. cells.Select(cell => cell.Json.DeepClone())]);
        WholeFile.Write(path, saved.ToJsonString(Readable) + "\n");
    }

    private static void RequireCSharp(JsonObject json)
    {
        var metadata = json["metadata"];
        string? language = (string?)(metadata?["language_info"]?["name"] ?? metadata?["kernelspec"]?["language"]);
        string[] known = ["C#", "csharp", "polyglot-notebook"];
        if (language is not null && !known.Contains(language, StringComparer.OrdinalIgnoreCase))
            throw new NotebookException($"found the language '{language}', expected C#");
    }
}
