using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>Gathers what a cell gives into the output objects of a notebook's file.</summary>
/// <remarks>nbformat.readthedocs.io, "The Notebook file format", "Code cell outputs".</remarks>
internal sealed class CellOutputs
{
    private readonly List<JsonObject> outputs = [];
    private readonly Dictionary<string, JsonObject> shown = [];

    /// <summary>The outputs so far. A text that was written in pieces is one output.</summary>
    public IReadOnlyList<JsonObject> All => outputs;

    /// <summary>Adds an event's output, or changes the one that it updates.</summary>
    public void Add(CellEvent message, int executionCount)
    {
        switch (message)
        {
            case StreamText text:
                AddText(text);
                break;
            case DisplayedData display:
                var added = new JsonObject { ["output_type"] = "display_data", ["data"] = Bundle(display.Data), ["metadata"] = new JsonObject() };
                shown[display.Id] = added;
                outputs.Add(added);
                break;
            case UpdatedData update when shown.TryGetValue(update.Id, out var place):
                place["data"] = Bundle(update.Data);
                break;
            case ResultData result:
                outputs.Add(new JsonObject
                {
                    ["output_type"] = "execute_result",
                    ["execution_count"] = executionCount,
                    ["data"] = Bundle(result.Data),
                    ["metadata"] = new JsonObject(),
                });
                break;
            case CellError error:
                outputs.Add(new JsonObject
                {
                    ["output_type"] = "error",
                    ["ename"] = error.Name,
                    ["evalue"] = error.Message,
                    ["traceback"] = new JsonArray([.. error.Trace.Select(line => (JsonNode)line)]),
                });
                break;
        }
    }

    private void AddText(StreamText text)
    {
        if (outputs.LastOrDefault() is { } last && (string?)last["name"] == text.Name)
            last["text"] = (string?)last["text"] + text.Text;
        else
            outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = text.Name, ["text"] = text.Text });
    }

    private static JsonObject Bundle(IReadOnlyDictionary<string, string> data) =>
        new(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
