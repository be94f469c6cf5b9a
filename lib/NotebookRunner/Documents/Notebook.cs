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
    /// <exception cref="ReaderException">The file is missing, is not a notebook, or is not in C#.</exception>
    public static Notebook Load(string path)
    {
        if (!File.Exists(path))
            throw new ReaderException($"There is no notebook {path}.");
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
            if (json?["cells"] is not JsonArray || json["nbformat"] is null)
                throw new ReaderException("found JSON without cells and nbformat");
            if ((int)json["nbformat"]! != 4)
                throw new ReaderException($"found nbformat {json["nbformat"]}, expected 4");
            RequireCSharp(json);
            return new Notebook(System.IO.Path.GetFullPath(path), json);
        }
        catch (Exception trouble) when (trouble is ReaderException or JsonException or InvalidOperationException or InvalidCastException or FormatException)
        {
            string reason = trouble is JsonException ? "found a file that is not JSON" : trouble.Message.TrimEnd('.');
            throw new ReaderException($"{path} is not a C# notebook: {reason}.", trouble);
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
            throw new ReaderException($"found the language '{language}', expected C#");
    }
}

/// <summary>One cell: a view of its part of the notebook's JSON, so that what this program does not know survives.</summary>
internal sealed class NotebookCell
{
    private readonly JsonObject json;

    /// <summary>Takes a cell from a notebook's JSON.</summary>
    /// <exception cref="ReaderException">The JSON is not a cell.</exception>
    public NotebookCell(JsonObject json, string defaultId)
    {
        this.json = json;
        Kind = (string?)json["cell_type"] switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            var other => throw new ReaderException($"found a cell of type '{other}', expected code, markdown or raw"),
        };
        json["id"] ??= defaultId;
        json["metadata"] ??= new JsonObject();
        if (Kind == CellKind.Code)
            SetOutputs([], null);
    }

    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; }

    /// <summary>The cell's id, unique in its notebook.</summary>
    public string Id => (string)json["id"]!;

    /// <summary>The cell's text, lines joined by \n.</summary>
    public string Source => json["source"] switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        { } text => (string?)text ?? "",
        null => "",
    };

    /// <summary>The cell's tags.</summary>
    public IReadOnlyList<string> Tags =>
        json["metadata"]?["tags"] is JsonArray tags ? [.. tags.Select(tag => (string)tag!)] : [];

    /// <summary>Whether the cell asks for a package, or uses one, that not every package source has.</summary>
    public bool NeedsPackage => Tags.Contains("needs-package");

    /// <summary>The language that Polyglot Notebooks noted for this cell; null for the notebook's own.</summary>
    public string? Language =>
        (string?)(json["metadata"]?["polyglot_notebook"]?["kernelName"] ?? json["metadata"]?["dotnet_interactive"]?["language"]);

    /// <summary>What the cell gave when it ran: nbformat's output objects.</summary>
    public IReadOnlyList<JsonObject> Outputs => [.. ((JsonArray)json["outputs"]!).Select(output => (JsonObject)output!)];

    /// <summary>The cell's JSON.</summary>
    public JsonObject Json => json;

    /// <summary>Makes a code cell that the notebook's file does not have.</summary>
    public static NotebookCell NewCode(string id, string source, string tag) => new(
        new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = id,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
            ["source"] = source,
        },
        id);

    /// <summary>Sets what the cell gave and its execution count, from 1; null for a cell that did not run.</summary>
    public void SetOutputs(IEnumerable<JsonObject> outputs, int? executionCount)
    {
        json["execution_count"] = executionCount;
        json["outputs"] = new JsonArray([.. outputs]);
    }
}

/// <summary>What a cell holds.</summary>
internal enum CellKind
{
    /// <summary>Code to run.</summary>
    Code,

    /// <summary>Prose to show.</summary>
    Markdown,

    /// <summary>Text to leave alone.</summary>
    Raw,
}
