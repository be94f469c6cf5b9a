using System.Text.Json;

namespace DigitForge.Runtime;

/// <summary>A list of records in a readable JSON file. The file is written whole or not at all.</summary>
internal static class JsonRows
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads a file. If the file does not exist, the list is empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the rows are, for error messages.</param>
    /// <exception cref="OneSentenceException">The file is damaged.</exception>
    public static List<TRow> Read<TRow>(string path, [English] string what)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<List<TRow>>(File.ReadAllText(path), Readable) ?? [] : [];
        }
        catch (JsonException damage)
        {
            throw new OneSentenceException($"{path}: found no list of {Language.Text(what)} in line {damage.LineNumber + 1}; expected the file as it was written, or none.");
        }
    }

    /// <summary>Writes all rows and replaces the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    public static void Write<TRow>(string path, IReadOnlyList<TRow> rows) =>
        WholeFile.Write(path, beside => File.WriteAllText(beside, JsonSerializer.Serialize(rows, Readable) + "\n"));
}
