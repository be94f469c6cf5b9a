using System.Globalization;
using NotebookRunner.Documents;
using NotebookRunner.Series;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Runs one notebook with few iterations.</summary>
internal static class QuickRun
{
    // A notebook's own quick value is used if it is smaller.
    private static readonly Dictionary<string, int> Largest = new() { ["Iterations"] = 60, ["SampleInterval"] = 20, ["FastIterations"] = 20 };

    /// <summary>Runs a notebook, and writes its file and its page.</summary>
    public static async Task<NotebookResult> RunAsync(string path, string outFolder)
    {
        var chosen = Parameters.Read(Notebook.Load(path))
            .Where(parameter => Largest.TryGetValue(parameter.Name, out int largest) && Whole(parameter.Quick ?? parameter.Default) > largest)
            .ToDictionary(parameter => parameter.Name, parameter => Largest[parameter.Name].ToString(CultureInfo.InvariantCulture));
        var options = new RunOptions([path], outFolder, Quick: true, chosen, TimeSpan.FromMinutes(5));
        return Assert.Single(await new SeriesRun(options).RunAsync(new PlainView(TextWriter.Null), TestContext.Current.CancellationToken));
    }

    private static int Whole(string value) => int.Parse(value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
