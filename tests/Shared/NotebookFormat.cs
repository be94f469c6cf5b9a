using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shared;

/// <summary>The rules of a notebook file, format 4.5 (nbformat.readthedocs.io, "The Notebook file format").</summary>
internal static partial class NotebookFormat
{
    private static readonly string[] OutputTypes = ["stream", "display_data", "execute_result", "error"];

    /// <summary>All violations of the rules, one line each; none for a valid file.</summary>
    public static IReadOnlyList<string> Violations(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. Notebook(document.RootElement)];
    }

    private static IEnumerable<string> Notebook(JsonElement notebook)
    {
        foreach (string trouble in Keys(notebook, "notebook", ["cells", "metadata", "nbformat", "nbformat_minor"], []))
            yield return trouble;
        if (notebook.GetProperty("nbformat").GetInt32() != 4 || notebook.GetProperty("nbformat_minor").GetInt32() != 5)
            yield return "notebook: not format 4.5";
        var cells = notebook.GetProperty("cells").EnumerateArray().ToList();
        foreach (string trouble in cells.SelectMany(Cell))
            yield return trouble;
        var ids = cells.Select(cell => cell.GetProperty("id").GetString()).ToList();
        if (ids.Distinct().Count() != ids.Count)
            yield return "notebook: two cells have the same id";
    }

    private static IEnumerable<string> Cell(JsonElement cell, int index)
    {
        string place = $"cell {index + 1}";
        string kind = cell.GetProperty("cell_type").GetString()!;
        string[] required = ["id", "cell_type", "metadata", "source"];
        var troubles = kind switch
        {
            "code" => Keys(cell, place, [.. required, "execution_count", "outputs"], []).Concat(Code(cell, place)),
            "markdown" or "raw" => Keys(cell, place, required, ["attachments"]),
            _ => [$"{place}: unknown type {kind}"],
        };
        if (!Id.IsMatch(cell.GetProperty("id").GetString()!))
            troubles = troubles.Append($"{place}: bad id");
        return troubles.Concat(Multiline(cell.GetProperty("source"), $"{place}, source"));
    }

    private static IEnumerable<string> Code(JsonElement cell, string place)
    {
        if (cell.GetProperty("execution_count").ValueKind is not (JsonValueKind.Null or JsonValueKind.Number))
            yield return $"{place}: execution_count is neither a number nor null";
        foreach (var output in cell.GetProperty("outputs").EnumerateArray())
        {
            foreach (string trouble in Output(output, $"{place}, output"))
                yield return trouble;
        }
    }

    private static IEnumerable<string> Output(JsonElement output, string place)
    {
        string type = output.GetProperty("output_type").GetString()!;
        if (!OutputTypes.Contains(type))
            return [$"{place}: unknown type {type}"];
        return type switch
        {
            "stream" => Keys(output, place, ["output_type", "name", "text"], []).Concat(Multiline(output.GetProperty("text"), place)),
            "display_data" => Keys(output, place, ["output_type", "data", "metadata"], []).Concat(Data(output, place)),
            "execute_result" => Keys(output, place, ["output_type", "data", "metadata", "execution_count"], []).Concat(Data(output, place)),
            _ => Keys(output, place, ["output_type", "ename", "evalue", "traceback"], []),
        };
    }

    private static IEnumerable<string> Data(JsonElement output, string place) =>
        output.GetProperty("data").EnumerateObject().SelectMany(item => item.Name.EndsWith("json", StringComparison.Ordinal)
            ? []
            : Multiline(item.Value, $"{place}, {item.Name}"));

    private static IEnumerable<string> Multiline(JsonElement text, string place)
    {
        bool isText = text.ValueKind == JsonValueKind.String
            || (text.ValueKind == JsonValueKind.Array && text.EnumerateArray().All(line => line.ValueKind == JsonValueKind.String));
        return isText ? [] : [$"{place}: neither a text nor a list of texts"];
    }

    private static IEnumerable<string> Keys(JsonElement element, string place, string[] required, string[] allowed)
    {
        var found = element.EnumerateObject().Select(property => property.Name).ToList();
        return required.Except(found).Select(key => $"{place}: {key} is missing")
            .Concat(found.Except(required).Except(allowed).Select(key => $"{place}: {key} is not allowed"));
    }

    [GeneratedRegex("^[a-zA-Z0-9-_]{1,64}$")]
    private static partial Regex Id { get; }
}
