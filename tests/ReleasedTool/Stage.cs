using System.Text.Json.Nodes;
using NotebookRunner;
using NotebookRunner.Documents;
using Shared;

namespace ReleasedTool;

/// <summary>
/// One notebook in a temporary series, which is made anew for each of the two runs: no checkpoints or pictures of an earlier run are there,
/// those of the reader stay untouched, and both runs see the same paths.
/// </summary>
internal sealed class Stage : IDisposable
{
    private static readonly string[] Linked = ["lib", "data", Path.Combine("artifacts", "digitforge")];
    private static readonly string[] Timed = ["Stopwatch", "out double seconds", "speedrun.Run("];

    private readonly string root = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"digitforge-stage-{Environment.ProcessId}"));
    private readonly string name;
    private readonly IReadOnlyDictionary<string, string> parameters;
    private readonly Notebook notebook;

    /// <summary>Chooses a notebook; nothing is run yet.</summary>
    /// <param name="name">Its file, as seen from the folder <c>notebooks</c>.</param>
    /// <param name="chosen">Values for parameters; those that it does not have are passed over.</param>
    /// <exception cref="OneSentenceException">There is no such notebook.</exception>
    public Stage(string name, IReadOnlyDictionary<string, string> chosen)
    {
        this.name = name;
        notebook = Notebook.Load(RepositoryFolder.File("notebooks", name));
        var has = Parameters.Read(notebook).Select(parameter => parameter.Name);
        parameters = chosen.Where(pair => has.Contains(pair.Key)).ToDictionary();
        Parameters.Inject(notebook, quick: true, parameters);
    }

    /// <summary>Which code cells show the same in every run: none from a training on that a clock ends, and none that shows what it has timed.</summary>
    public IReadOnlyList<bool> IsRepeatable
    {
        get
        {
            var sources = notebook.CodeCells.Select(cell => cell.Source).ToList();
            int ended = sources.FindIndex(source => source.Contains("new CancellationTokenSource(", StringComparison.Ordinal));
            return [.. sources.Select((source, i) => (ended < 0 || i < ended) && !Timed.Any(call => source.Contains(call, StringComparison.Ordinal)))];
        }
    }

    private string NotebookPath => Path.Combine(root, "notebooks", name);

    /// <summary>Runs the notebook in the runner, as a program of its own.</summary>
    /// <returns>The outputs of each code cell, from the file that the runner wrote.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<JsonObject>>> RunInRunnerAsync()
    {
        MakeAnew();
        string outFolder = Path.Combine(root, "artifacts", "book");
        string[] values = [.. parameters.SelectMany(pair => new[] { "-p", $"{pair.Key}={pair.Value}" })];
        var (_, text) = await Dotnet.RunAsync([typeof(Notebook).Assembly.Location, NotebookPath, "--out", outFolder, .. values], root);
        string written = Path.Combine(outFolder, Path.GetFileName(name));
        if (!File.Exists(written))
            throw new OneSentenceException($"The runner wrote no notebook: {text.Trim()}");
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(written))!["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code");
        return [.. cells.Select(cell => cell!["outputs"]!.AsArray().Select(output => output!.AsObject()).ToList())];
    }

    /// <summary>Runs the notebook in the released tool. Cells behind one that fails are left out, as the runner leaves them out.</summary>
    /// <returns>The outputs of each code cell.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<JsonObject>>> RunInToolAsync()
    {
        MakeAnew();
        using var tool = await ToolKernel.StartAsync(Path.GetDirectoryName(NotebookPath)!);
        var cells = new List<IReadOnlyList<JsonObject>>();
        var shown = new Dictionary<string, JsonObject>();
        bool hasFailed = false;
        foreach (var cell in notebook.CodeCells)
        {
            var outputs = new CellOutputs(shown);
            if (!hasFailed)
                hasFailed = !await tool.RunAsync(cell.Source, happening => outputs.Add(happening, executionCount: cells.Count + 1));
            cells.Add(outputs.All);
        }

        return cells;
    }

    /// <inheritdoc/>
    public void Dispose() => Remove();

    private void MakeAnew()
    {
        Remove();
        Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        foreach (string folder in Linked)
            Directory.CreateSymbolicLink(Path.Combine(root, folder), RepositoryFolder.File(folder));
        foreach (string file in Directory.GetFiles(RepositoryFolder.Path, "Directory.*.props").Append(RepositoryFolder.File("global.json")))
            File.Copy(file, Path.Combine(root, Path.GetFileName(file)));
        string notebooks = RepositoryFolder.File("notebooks");
        foreach (string file in Directory.GetFiles(notebooks, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(root, "notebooks", Path.GetRelativePath(notebooks, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // The links go first and by themselves: what they lead to is the repository's.
    private void Remove()
    {
        foreach (string link in Linked.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists))
            Directory.Delete(link);
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
    }
}
