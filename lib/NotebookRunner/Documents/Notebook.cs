using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>A C# notebook in Jupyter's file format, version 4.</summary>
/// <remarks>The format: nbformat.readthedocs.io, "The Notebook file format". Outputs in the file are dropped on reading.</remarks>
internal sealed class Notebook
{
    // An output of some widget is nested deeper than the 64 levels that the serializer allows by default.
    private const int MaxDepth = 500;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        MaxDepth = MaxDepth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // JSON can name half of a surrogate pair. No text in UTF-8 can hold it, and System.Text.Json throws when it is read.
    private const string HalfACharacter = "found half of a character, a surrogate without its pair, in a text";

    private readonly JsonObject json;
    private readonly List<NotebookCell> cells;

    private Notebook(string path, JsonObject json)
    {
        Path = path;
        this.json = json;
        cells = [.. ((JsonArray)json["cells"]!).Select((cell, i) => new NotebookCell(cell.AsObject($"cell {i + 1}"), $"cell {i + 1}"))];
        GiveUniqueIds();
    }

    /// <summary>The notebook's file, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The file's name without folder and ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder that the notebook runs in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>What is said around it, in the language of its edition.</summary>
    public Translation Words => Translation.Of(SeriesFolder.EditionOf(Path));

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

    /// <summary>The file's metadata: kernel, language, and whatever other programs keep there.</summary>
    public JsonObject Metadata => (JsonObject)(json["metadata"] ??= new JsonObject());

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="OneSentenceException">The file is missing, is not a notebook, or is not in C#.</exception>
    public static Notebook Load(string path)
    {
        if (!File.Exists(path))
            throw new OneSentenceException($"There is no notebook {path}.");
        try
        {
            var json = Parse(ReadText(path)) as JsonObject;
            if (json?["nbformat"] is not { } format || (json["cells"] is not JsonArray && format.ToJsonString() == "4"))
                throw new OneSentenceException("found JSON without cells and nbformat");
            if (format.ToJsonString() != "4")
                throw new OneSentenceException($"found nbformat {format.ToJsonString()}, expected 4");
            json["metadata"] ??= new JsonObject();
            RequireCSharp(json["metadata"].AsObject($"metadata"));
            var notebook = new Notebook(System.IO.Path.GetFullPath(path), json);
            // Reads every text once, so that a file that could not be saved is refused before the run and not after it.
            _ = json.ToJsonString(Readable);
            return notebook;
        }
        catch (InvalidOperationException reason)
        {
            throw new OneSentenceException($"{path} is not a C# notebook: {Language.Text(HalfACharacter)}.", reason);
        }
        catch (OneSentenceException reason) when (reason.InnerException is null || !WholeFile.IsRefusal(reason.InnerException))
        {
            throw new OneSentenceException($"{path} is not a C# notebook: {reason.Message.TrimEnd('.')}.", reason);
        }
    }

    /// <summary>Adds a code cell.</summary>
    /// <param name="place">The cell before it.</param>
    /// <param name="id">Its id; a number is added where another cell has it.</param>
    /// <param name="source">Its code.</param>
    /// <param name="tag">Its tag.</param>
    public void InsertCodeAfter(NotebookCell place, string id, string source, string tag) =>
        cells.Insert(cells.IndexOf(place) + 1, NotebookCell.NewCode(Unused(id, [.. cells.Select(cell => cell.Id)]), source, tag));

    /// <summary>Takes cells away.</summary>
    public void RemoveAll(Predicate<NotebookCell> which) => cells.RemoveAll(which);

    /// <summary>Writes the notebook with its outputs, nbformat 4.5.</summary>
    public void Save(string path)
    {
        var saved = (JsonObject)json.DeepClone();
        saved["nbformat_minor"] = 5;
        saved["cells"] = new JsonArray([.. cells.Select(cell => cell.Json.DeepClone())]);
        WholeFile.Write(path, saved.ToJsonString(Readable) + "\n");
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception reason) when (WholeFile.IsRefusal(reason))
        {
            throw new OneSentenceException($"{path} cannot be read: {WholeFile.Reason(reason)}.", reason);
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict);
        }
        catch (JsonException reason)
        {
            throw new OneSentenceException(IsJson(text) ? "found a name twice in one object of the JSON" : "found a file that is not JSON", reason);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void RequireCSharp(JsonObject metadata)
    {
        string? language = metadata["language_info"].Member("name").AsText() ?? metadata["kernelspec"].Member("language").AsText();
        string[] known = ["C#", "csharp", "polyglot-notebook"];
        if (language is not null && !known.Contains(language, StringComparer.OrdinalIgnoreCase))
            throw new OneSentenceException($"found the language '{language}', expected C#");
    }

    private void GiveUniqueIds()
    {
        var used = new HashSet<string>();
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].Id.Length == 0 || used.Contains(cells[i].Id))
                cells[i].Id = Unused($"cell-{i + 1}", [.. cells.Select(cell => cell.Id)]);
            used.Add(cells[i].Id);
        }
    }

    private static string Unused(string id, HashSet<string> used) =>
        Enumerable.Range(1, used.Count + 1).Select(number => number == 1 ? id : $"{id}-{number}").First(candidate => !used.Contains(candidate));
}

/// <summary>One cell: a view of its part of the notebook's JSON, so that what this program does not know survives.</summary>
internal sealed class NotebookCell
{
    private readonly JsonObject json;

    /// <summary>Takes a cell from a notebook's JSON.</summary>
    /// <param name="json">The cell's JSON. Its outputs are dropped.</param>
    /// <param name="place">What the cell is called in a message.</param>
    /// <exception cref="OneSentenceException">The JSON is not a cell.</exception>
    public NotebookCell(JsonObject json, Phrase place)
    {
        this.json = json;
        Kind = json["cell_type"].AsText() switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            var other => throw new OneSentenceException($"found a cell of type '{other ?? json["cell_type"].Describe()}', expected code, markdown or raw"),
        };
        if (json["id"].AsText() is null)
            json["id"] = "";
        json["metadata"] ??= new JsonObject();
        var metadata = json["metadata"].AsObject($"the metadata of {place}");
        Source = ReadSource(json["source"], place);
        Tags = metadata["tags"] is JsonArray tags ? [.. tags.Select(JsonReading.AsText).OfType<string>()] : [];
        Language = metadata["polyglot_notebook"].Member("kernelName").AsText() ?? metadata["dotnet_interactive"].Member("language").AsText();
        if (Kind == CellKind.Code)
            SetOutputs([], null);
    }

    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; }

    /// <summary>The cell's id, unique in its notebook; empty in a cell that still gets one.</summary>
    public string Id
    {
        get => (string)json["id"]!;
        set => json["id"] = value;
    }

    /// <summary>The cell's text, lines joined by \n.</summary>
    public string Source { get; }

    /// <summary>The cell's tags.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>The language that Polyglot Notebooks noted for this cell; null for the notebook's own.</summary>
    public string? Language { get; }

    /// <summary>What the cell produced when it ran: nbformat's output objects.</summary>
    public IReadOnlyList<JsonObject> Outputs => [.. ((JsonArray)json["outputs"]!).Select(output => (JsonObject)output!)];

    /// <summary>The cell's JSON.</summary>
    public JsonObject Json => json;

    /// <summary>Makes a code cell that the notebook's file does not have. It names its kernel: VS Code's Polyglot Notebooks drops the tags of a cell that does not.</summary>
    public static NotebookCell NewCode(string id, string source, string tag) => new(
        new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = id,
            ["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" }, ["tags"] = new JsonArray(tag) },
            ["source"] = source,
        },
        place: $"{id}");

    /// <summary>Sets what the cell produced and its execution count, from 1; null for a cell that did not run.</summary>
    public void SetOutputs(IEnumerable<JsonObject> outputs, int? executionCount)
    {
        json["execution_count"] = executionCount;
        json["outputs"] = new JsonArray([.. outputs]);
    }

    private static string ReadSource(JsonNode? source, Phrase place) => source switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select((line, i) => Text(line, $"line {i + 1} of {place}"))),
        _ => Text(source, $"the source of {place}"),
    };

    private static string Text(JsonNode? node, Phrase place) => node.AsText() ?? throw new OneSentenceException($"found {node.Describe()} as {place}, expected text");
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

/// <summary>Reads JSON that any program may have written: no unexpected kind of value throws, but for the one exception with a sentence.</summary>
internal static class JsonReading
{
    /// <summary>The object.</summary>
    /// <exception cref="OneSentenceException">It is something else.</exception>
    public static JsonObject AsObject(this JsonNode? node, Phrase place) =>
        node as JsonObject ?? throw new OneSentenceException($"found {node.Describe()} as {place}, expected an object");

    /// <summary>A member of an object; null where there is none, or no object.</summary>
    public static JsonNode? Member(this JsonNode? node, string name) => (node as JsonObject)?[name];

    /// <summary>The text; null where it is something else, or holds half of a surrogate pair.</summary>
    public static string? AsText(this JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What kind of JSON it is, for a message.</summary>
    public static string Describe(this JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => Language.Text("an object"),
        JsonValueKind.Array => Language.Text("a list"),
        JsonValueKind.String => Language.Text("a text with half of a character (a surrogate without its pair)"),
        JsonValueKind.Number => Language.Text("a number"),
        _ => Language.Text("true or false"),
    };
}
