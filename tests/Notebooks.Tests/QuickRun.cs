using NotebookRunner.Documents;
using NotebookRunner.Series;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Runs one notebook with few iterations.</summary>
internal static class QuickRun
{
    private static readonly Dictionary<string, string> Values = new() { ["Iterations"] = "60", ["SampleInterval"] = "20" };

    /// <summary>Runs it and writes its file and its page.</summary>
    public static async Task<NotebookResult> RunAsync(string path, string outFolder)
    {
        var known = Parameters.Read(Notebook.Load(path)).Select(parameter => parameter.Name);
        var chosen = Values.Where(pair => known.Contains(pair.Key)).ToDictionary();
        var options = new RunOptions([path], outFolder, Quick: true, chosen, TimeSpan.FromMinutes(5));
        return Assert.Single(await new SeriesRun(options).RunAsync(new PlainView(TextWriter.Null), TestContext.Current.CancellationToken));
    }
}
