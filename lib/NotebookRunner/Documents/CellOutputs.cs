using System.Text;
using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>Gathers what a cell produces into the output objects of a notebook's file. The cost is linear in what it produces.</summary>
/// <remarks>
/// nbformat.readthedocs.io, "The Notebook file format", "Code cell outputs". Of very long text the beginning and the end are kept,
/// with a note between them that counts what was left out; displays are all kept.
/// </remarks>
/// <param name="shown">What the notebook's cells have shown so far, by id: a cell may change what an earlier one has shown.</param>
/// <param name="words">The note's language; English where none is given.</param>
internal sealed class CellOutputs(Dictionary<string, JsonObject>? shown = null, Translation? words = null)
{
    /// <summary>How many characters of text are kept of a cell's beginning, and as many of its end.</summary>
    public const int MaxCharacters = 500_000;

    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, JsonObject> shown = shown ?? [];
    private readonly Translation words = words ?? Translation.Of(Translation.English);
    private int kept;
    private int firstOfEnd = -1;
    private int endCharacters;
    private long leftOut;

    /// <summary>The outputs so far. A text that was written in pieces is one output. A later update changes what is shown in place.</summary>
    public IReadOnlyList<JsonObject> All
    {
        get
        {
            TrimEnd();
            var outputs = new List<JsonObject>();
            var text = new StringBuilder();
            string name = "";
            for (int i = 0; i < entries.Count; i++)
            {
                if (i == firstOfEnd && leftOut > 0)
                    text.Append('\n').Append(words.Text($"... {leftOut:N0} more characters were left out ...")).Append('\n');
                if (entries[i].Output is { } output)
                {
                    Finish();
                    outputs.Add(output);
                }
                else if (entries[i].Text is { Length: > 0 } piece)
                {
                    if (entries[i].Name != name)
                        Finish();
                    name = entries[i].Name;
                    text.Append(piece);
                }
            }

            Finish();
            return outputs;

            void Finish()
            {
                if (text.Length > 0)
                    outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = name.Length > 0 ? name : "stdout", ["text"] = text.ToString() });
                text.Clear();
                name = "";
            }
        }
    }

    /// <summary>Adds an event's output, or changes the one that it updates.</summary>
    public void Add(CellEvent message, int executionCount)
    {
        switch (message)
        {
            case StreamText text:
                AddText(text);
                break;
            case DisplayedData display:
                AddDisplay(display.Id, display.Data);
                break;
            case UpdatedData update when shown.TryGetValue(update.Id, out var place):
                place["data"] = Bundle(update.Data);
                break;
            case UpdatedData update:
                // What display(x) returns has an id that nothing was shown with; editors show such an update as something new.
                AddDisplay(update.Id, update.Data);
                break;
            case ResultData result:
                entries.Add(new Entry(new JsonObject
                {
                    ["output_type"] = "execute_result",
                    ["execution_count"] = executionCount,
                    ["data"] = Bundle(result.Data),
                    ["metadata"] = new JsonObject(),
                }));
                break;
            case CellError error:
                entries.Add(new Entry(new JsonObject
                {
                    ["output_type"] = "error",
                    ["ename"] = error.Name,
                    ["evalue"] = error.Message,
                    ["traceback"] = new JsonArray([.. error.Trace.Select(line => (JsonNode)line)]),
                }));
                break;
        }
    }

    private void AddDisplay(string id, IReadOnlyDictionary<string, string> data)
    {
        var added = new JsonObject { ["output_type"] = "display_data", ["data"] = Bundle(data), ["metadata"] = new JsonObject() };
        shown[id] = added;
        entries.Add(new Entry(added));
    }

    private void AddText(StreamText text)
    {
        ReadOnlySpan<char> rest = text.Text;
        if (firstOfEnd < 0)
        {
            int count = WholeCharacters(rest, MaxCharacters - kept);
            TextEntry(text.Name, from: 0).Append(rest[..count]);
            kept += count;
            rest = rest[count..];
            if (rest.IsEmpty)
                return;
            firstOfEnd = entries.Count;
        }

        TextEntry(text.Name, firstOfEnd).Append(rest);
        endCharacters += rest.Length;
        // Cut now and then, not at each write, which would move the whole end each time.
        if (endCharacters > 2 * MaxCharacters)
            TrimEnd();
    }

    private StringBuilder TextEntry(string name, int from)
    {
        if (entries.Count <= from || entries[^1].Text is null || entries[^1].Name != name)
            entries.Add(new Entry(name));
        return entries[^1].Text!;
    }

    // Takes text away where the end of the output begins, until as much is left as is kept.
    private void TrimEnd()
    {
        int empty = 0;
        for (int i = firstOfEnd; i >= 0 && endCharacters > MaxCharacters; i++)
        {
            if (entries[i].Text is not { } text)
                continue;
            int count = Math.Min(text.Length, endCharacters - MaxCharacters);
            if (count < text.Length && char.IsHighSurrogate(text[count - 1]))
                count++;
            text.Remove(0, count);
            endCharacters -= count;
            leftOut += count;
            empty += text.Length == 0 ? 1 : 0;
        }

        if (empty > 0)
        {
            var end = entries.Skip(firstOfEnd).Where(entry => entry.Text is not { Length: 0 }).ToList();
            entries.RemoveRange(firstOfEnd, entries.Count - firstOfEnd);
            entries.AddRange(end);
        }
    }

    private static int WholeCharacters(ReadOnlySpan<char> text, int most)
    {
        int count = Math.Min(text.Length, most);
        return count > 0 && count < text.Length && char.IsHighSurrogate(text[count - 1]) ? count - 1 : count;
    }

    private static JsonObject Bundle(IReadOnlyDictionary<string, string> data) =>
        new(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    // One output: an object that is complete, or text that may still grow.
    private sealed class Entry
    {
        public Entry(JsonObject output) => Output = output;

        public Entry(string name) => (Name, Text) = (name, new StringBuilder());

        public JsonObject? Output { get; }

        public string Name { get; } = "";

        public StringBuilder? Text { get; }
    }
}
