using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>One cell: a view of its part of the notebook's JSON, so that what this program does not know survives.</summary>
internal sealed class NotebookCell
{
    private readonly JsonObject json;

    /// <summary>Takes a cell from a notebook's JSON.</summary>
    /// <exception cref="NotebookException">The JSON is not a cell.</exception>
    public NotebookCell(JsonObject json, string defaultId)
    {
        this.json = json;
        Kind = (string?)json["cell_type"] switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            var other => throw new NotebookException($"found a cell of type '{other}', expected code, markdown or raw"),
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

    /// <summary>Notes what the cell gave and the how manieth it was to run; null for not at all.</summary>
    public void SetOutputs(IEnumerable<JsonObject> outputs, int? executionCount)
    {
        json["execution_count"] = executionCount;
        json["outputs"] = new JsonArray([.. outputs]);
    }
}
