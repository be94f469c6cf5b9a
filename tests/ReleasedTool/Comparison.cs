using System.Text.Json.Nodes;
using NotebookRunner.Documents;

namespace ReleasedTool;

/// <summary>What two runs of a notebook show, cell by cell: the same outputs in the same order, in the same media types, with the same content.</summary>
internal sealed class Comparison
{
    private const int CharactersBefore = 30;
    private const int CharactersShown = 110;

    private readonly List<string> differences = [];
    private readonly SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);

    /// <summary>Compares two runs.</summary>
    /// <param name="runner">The outputs of each code cell in the runner.</param>
    /// <param name="tool">The outputs of each code cell in the tool.</param>
    /// <param name="isRepeatable">Whether each cell must have the same content; the others need only the same outputs in the same media types.</param>
    public Comparison(IReadOnlyList<IReadOnlyList<JsonObject>> runner, IReadOnlyList<IReadOnlyList<JsonObject>> tool, IReadOnlyList<bool> isRepeatable)
    {
        if (runner.Count != tool.Count)
            differences.Add($"{runner.Count} code cells in the runner, {tool.Count} in the tool");
        for (int i = 0; i < Math.Min(runner.Count, tool.Count); i++)
            Compare($"cell {i + 1}", [.. runner[i].Select(Output.Read).Where(IsShown)], [.. tool[i].Select(Output.Read).Where(IsShown)], isRepeatable[i]);
        string all = string.Join(", ", kinds.Select(kind => $"{kind.Value} {kind.Key}"));
        int timed = isRepeatable.Count(repeats => !repeats);
        string clock = timed > 0 ? $", cells compared by media types only, because the clock decides what they show: {timed}" : "";
        Summary = $"{runner.Count} code cells, {kinds.Values.Sum()} outputs ({all}){clock}, {differences.Count} differences";
    }

    /// <summary>What was compared, in one line.</summary>
    public string Summary { get; }

    /// <summary>A line for each difference.</summary>
    public IReadOnlyList<string> Differences => differences;

    private void Compare(string place, IReadOnlyList<Output> runner, IReadOnlyList<Output> tool, bool isRepeatable)
    {
        foreach (var output in tool)
            kinds[output.ToString()] = kinds.GetValueOrDefault(output.ToString()) + 1;
        if (runner.Select(output => output.Type).SequenceEqual(tool.Select(output => output.Type)))
        {
            foreach (var (first, second) in runner.Zip(tool))
                Compare($"{place}, {second.Type}", first, second, isRepeatable);
        }
        else
        {
            differences.Add($"{place}: in the runner {List(runner)}; in the tool {List(tool)}");
        }
    }

    private void Compare(string place, Output runner, Output tool, bool isRepeatable)
    {
        foreach (string only in runner.Data.Keys.Except(tool.Data.Keys))
            differences.Add($"{place}: {only} in the runner only, '{Line(runner.Data[only], 0)}'");
        foreach (string only in tool.Data.Keys.Except(runner.Data.Keys))
            differences.Add($"{place}: {only} in the tool only, '{Line(tool.Data[only], 0)}'");
        foreach (string both in tool.Data.Keys.Intersect(runner.Data.Keys).Where(type => isRepeatable && runner.Data[type] != tool.Data[type]))
        {
            int at = runner.Data[both].Zip(tool.Data[both]).TakeWhile(pair => pair.First == pair.Second).Count();
            differences.Add($"{place}, {both}, at character {at}: in the runner '{Line(runner.Data[both], at)}', in the tool '{Line(tool.Data[both], at)}'");
        }
    }

    // A text of which nothing is left but what the first run after a build says.
    private static bool IsShown(Output output) => output.Data.Values.Any(text => text.Length > 0);

    private static string List(IReadOnlyList<Output> outputs) =>
        outputs.Count == 0 ? "nothing" : string.Join(", ", outputs.Select(output => $"{output} '{Line(output.Data.Values.First(), 0)}'"));

    private static string Line(string text, int at)
    {
        int from = Math.Max(0, at - CharactersBefore);
        string part = text.Substring(from, Math.Min(CharactersShown, text.Length - from));
        return part.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    // One output: nbformat's type, or the stream's name; what it holds, by media type, without what may differ.
    private sealed record Output(string Type, SortedDictionary<string, string> Data)
    {
        public static Output Read(JsonObject output)
        {
            string type = (string)output["output_type"]!;
            JsonObject data = type switch
            {
                "stream" => new JsonObject { ["text"] = output["text"]!.DeepClone() },
                // Below its first line a trace names the machinery that runs cells, which the two do not share.
                "error" => new JsonObject { ["text"] = (output["traceback"]!.AsArray().FirstOrDefault() ?? output["evalue"])!.DeepClone() },
                _ => output["data"]!.AsObject(),
            };
            return new Output(
                type == "stream" ? (string)output["name"]! : type,
                new SortedDictionary<string, string>(data.ToDictionary(pair => pair.Key, pair => Mask.Apply(Text(pair.Value))), StringComparer.Ordinal));
        }

        public override string ToString() => Data.Keys.First() == "text" ? Type : $"{Type} {string.Join(" + ", Data.Keys)}";

        private static string Text(JsonNode? node) => node switch
        {
            JsonArray lines => string.Concat(lines.Select(JsonReading.AsText)),
            _ => node.AsText() ?? node?.ToJsonString() ?? "",
        };
    }
}
