using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookRunner.Documents;

namespace NotebookRunner.Series;

/// <summary>
/// How long each notebook took when the same folder was last written with the same settings: the basis of an estimate of the time
/// left. The executed notebooks themselves keep it, in their metadata.
/// </summary>
internal sealed class PastTimes
{
    private const string Key = "notebook_runner";

    private readonly string settings;
    private readonly Dictionary<string, TimeSpan> times = [];

    /// <summary>Reads the times from the executed notebooks in the output folder.</summary>
    public PastTimes(RunOptions options, IEnumerable<string> names)
    {
        settings = Describe(options);
        foreach (string name in names)
        {
            if (Read(Path.Combine(options.OutFolder, name + ".ipynb")) is { } time)
                times[name] = time;
        }
    }

    /// <summary>How long these notebooks will take; null unless each of them has run before.</summary>
    public TimeSpan? Estimate(IEnumerable<string> names)
    {
        var total = TimeSpan.Zero;
        foreach (string name in names)
        {
            if (!times.TryGetValue(name, out var time))
                return null;
            total += time;
        }

        return total;
    }

    /// <summary>Writes into a notebook's metadata how long it took.</summary>
    public void Note(NotebookResult result) => result.Notebook.Metadata[Key] = new JsonObject
    {
        ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 1),
        ["settings"] = settings,
    };

    private TimeSpan? Read(string path)
    {
        try
        {
            var noted = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))?["metadata"]?[Key] : null;
            return (string?)noted?["settings"] == settings ? TimeSpan.FromSeconds((double)noted!["seconds"]!) : null;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException || WholeFile.IsRefusal(damage))
        {
            return null;
        }
    }

    private static string Describe(RunOptions options)
    {
        var values = options.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        return string.Join(' ', values.Prepend(options.Quick ? "quick" : "full"));
    }
}
