using System.Collections.Concurrent;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;

namespace Notebooks.Tests;

/// <summary>The book of the series with few iterations; each notebook is run when a test first asks for it, and only then.</summary>
public sealed class BookFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<NotebookResult>>> runs = new();

    /// <summary>How a notebook's run ended.</summary>
    internal Task<NotebookResult> ResultAsync(string name) => runs.GetOrAdd(name, new Lazy<Task<NotebookResult>>(() => QuickRun.RunAsync(Series.PathOf(name), folder.Path))).Value;

    /// <summary>The path of the file that a notebook's run has written.</summary>
    /// <param name="name">The notebook.</param>
    /// <param name="ending">The file's ending: <c>.ipynb</c> or <c>.html</c>.</param>
    public async Task<string> FileAsync(string name, string ending)
    {
        await ResultAsync(name);
        return folder.File(Path.ChangeExtension(name, ending));
    }

    /// <summary>The path of an index of all notebooks.</summary>
    public async Task<string> IndexAsync()
    {
        var results = new List<NotebookResult>();
        foreach (var name in Series.Names)
            results.Add(await ResultAsync(name.Data));
        string index = folder.File("index.html");
        await File.WriteAllTextAsync(index, IndexPage.Html([.. results.Select(result => result.Notebook)], results));
        return index;
    }

    public void Dispose() => folder.Dispose();
}
