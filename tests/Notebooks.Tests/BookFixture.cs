using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;

namespace Notebooks.Tests;

/// <summary>
/// The book of both editions with few iterations: the English notebooks as they are committed, and the Chinese ones with the solution after each
/// exercise. Their code is the same, so the two runs of a notebook test all of it. Each run starts when a test first asks for it.
/// </summary>
public sealed class BookFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<NotebookResult>>> runs = new();

    // Both editions of a notebook save their training in the same folder, so one waits for the other.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new();

    // The notebooks' processes inherit the variable; this process's own torch does not see it.
    public BookFixture() => Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");

    /// <summary>The result of an English notebook's run.</summary>
    internal Task<NotebookResult> ResultAsync(string name) =>
        OnceAsync(name, name, () => QuickRun.RunAsync(Series.PathOf(name), folder.Path));

    /// <summary>The result of a Chinese notebook's run with its solutions.</summary>
    internal Task<NotebookResult> SolvedAsync(string name) => OnceAsync(name, "solved " + name, async () =>
    {
        string path = folder.File("solved", Series.Chinese, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, Exercises.Solve(Series.ChinesePathOf(name)));
        return await QuickRun.RunAsync(path, folder.File(Series.Chinese));
    });

    /// <summary>The result of running some cells of an English notebook, with one text in them replaced.</summary>
    internal Task<NotebookResult> PartAsync(string name, string[] cellIds, string text, string replacement) => OnceAsync(name, $"{replacement} in {name}", async () =>
    {
        var notebook = JsonNode.Parse(Exercises.Solve(Series.PathOf(name)))!;
        var cells = notebook["cells"]!.AsArray();
        foreach (var cell in cells.Where(cell => !cellIds.Contains((string?)cell!["id"])).ToList())
            cells.Remove(cell);
        var changed = cells.Single(cell => ((string?)cell!["source"])!.Contains(text, StringComparison.Ordinal))!;
        changed["source"] = ((string?)changed["source"])!.Replace(text, replacement, StringComparison.Ordinal);

        string path = folder.File("part", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, notebook.ToJsonString());
        return await QuickRun.RunAsync(path, folder.File("part", "out"));
    });

    /// <summary>The path of the file that an English notebook's run has written.</summary>
    /// <param name="name">The notebook.</param>
    /// <param name="ending">The file's extension: <c>.ipynb</c> or <c>.html</c>.</param>
    public async Task<string> FileAsync(string name, string ending)
    {
        await ResultAsync(name);
        return folder.File(Path.ChangeExtension(name, ending));
    }

    /// <summary>The path of the page that a Chinese notebook's run has written.</summary>
    public async Task<string> SolvedPageAsync(string name)
    {
        await SolvedAsync(name);
        return folder.File(Series.Chinese, Path.ChangeExtension(name, ".html"));
    }

    /// <summary>The path of an index of all English notebooks.</summary>
    public async Task<string> IndexAsync()
    {
        var results = new List<NotebookResult>();
        foreach (var name in Series.Names)
            results.Add(await ResultAsync(name.Data));
        string index = folder.File("index.html");
        await File.WriteAllTextAsync(index, IndexPage.Html([.. results.Select(result => result.Notebook)], results));
        return index;
    }

    public void Dispose()
    {
        folder.Dispose();
        foreach (var turn in turns.Values)
            turn.Dispose();
    }

    private Task<NotebookResult> OnceAsync(string name, string key, Func<Task<NotebookResult>> run) => runs.GetOrAdd(key, new Lazy<Task<NotebookResult>>(async () =>
    {
        var turn = turns.GetOrAdd(name, _ => new SemaphoreSlim(1));
        await turn.WaitAsync();
        try
        {
            return await run();
        }
        finally
        {
            turn.Release();
        }
    })).Value;
}
