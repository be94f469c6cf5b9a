using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DigitForge.Checkpoints;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Training;

/// <summary>
/// Saves checkpoints of a run to a folder: at intervals of iterations and of time, and when the run ends or is cancelled. Assign it to
/// <see cref="Trainer{TRecord}.Checkpoints"/>.
/// </summary>
/// <remarks>
/// The folder holds the last two checkpoints of one run, about 25 MB each with the article's networks. A run cannot use a folder that
/// holds another run's checkpoints or in which another run is training.
/// </remarks>
public sealed class TrainingCheckpoints
{
    private readonly CheckpointFolder folder;
    private readonly int everyIterations;
    private readonly TimeSpan every;
    private readonly Stopwatch sinceLast = Stopwatch.StartNew();

    // The run that owns the checkpoints, and the iterations of the checkpoints that it wrote or resumed from.
    private readonly HashSet<int> known = [];
    private IResumable? owner;
    private IDisposable? folderLock;
    private int lastSaved;

    /// <summary>Prepares a folder. Nothing is read or written yet.</summary>
    /// <param name="folder">The folder; it is created when the first run begins.</param>
    /// <param name="everyIterations">The interval in iterations: the most that a crash can lose.</param>
    /// <param name="every">The interval in time: the most that a crash can lose. The default is 30 seconds.</param>
    /// <exception cref="CheckpointException">An interval is not positive.</exception>
    public TrainingCheckpoints(string folder, int everyIterations = 1_000, TimeSpan? every = null)
    {
        this.folder = new CheckpointFolder(folder);
        this.everyIterations = everyIterations;
        this.every = every ?? TimeSpan.FromSeconds(30);
        if (everyIterations < 1)
            throw new CheckpointException($"everyIterations is {everyIterations}; expected at least 1.");
        if (this.every <= TimeSpan.Zero)
            throw new CheckpointException($"every is {this.every}; expected a time above 0.");
    }

    /// <summary>The iteration of the newest checkpoint in the folder; null if there is none.</summary>
    public int? NewestIteration => folder.NewestFirst() is [var newest, ..] ? newest.Key : null;

    /// <summary>
    /// The path of the file that stops a run. Create it while a run trains, empty and with or without the extension <c>.txt</c>: the run ends
    /// after the current iteration, writes its checkpoint and deletes the file. This also works where a host cannot cancel a cell.
    /// </summary>
    public string StopFile => folder.StopFile;

    /// <summary>Writes a checkpoint now.</summary>
    /// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
    /// <param name="trainer">The run; it must not be in the middle of an iteration.</param>
    /// <exception cref="CheckpointException">
    /// The file cannot be written, or the folder holds another run's checkpoints or is locked by another run.
    /// </exception>
    /// <exception cref="OneSentenceException">The networks' weights are no longer finite. The folder is unchanged.</exception>
    public void Save<TRecord>(Trainer<TRecord> trainer)
        where TRecord : struct, IIterationRecord<TRecord> => Write(trainer);

    /// <summary>Deletes the folder's checkpoints, so that the run starts from the beginning.</summary>
    /// <exception cref="CheckpointException">A file cannot be deleted, or another run is training in the folder.</exception>
    public void Clear()
    {
        if (!folder.Exists)
            return;
        using var session = folderLock is null ? folder.Lock() : null;
        folder.Clear();
        known.Clear();
        Mark(0);
    }

    /// <summary>Reserves the folder for a run until the returned object is disposed.</summary>
    /// <exception cref="CheckpointException">
    /// The folder holds another run's checkpoints, is locked by another run, or cannot be written to.
    /// </exception>
    internal IDisposable Hold(IResumable run)
    {
        var session = folder.Lock();
        try
        {
            RequireOwn(run);
            // Created while nothing trained, so it was not meant for the run that now begins.
            folder.ForgetStop();
        }
        catch
        {
            session.Dispose();
            throw;
        }

        folderLock = session;
        return new Session(this);
    }

    /// <summary>Whether someone has created the <see cref="StopFile"/> since the run began.</summary>
    internal bool IsAskedToStop => folder.IsAskedToStop;

    internal void SaveIfDue(IResumable run)
    {
        if (run.Iteration - lastSaved >= everyIterations || sinceLast.Elapsed >= every)
            Write(run);
    }

    /// <summary>Ends a run: writes its last checkpoint, and only then deletes the file that may have stopped it.</summary>
    internal void Finish(IResumable run)
    {
        if (run.Iteration != lastSaved)
            Write(run);
        folder.ForgetStop();
    }

    internal Resumption Resume(IResumable run)
    {
        var damages = new List<string>();
        var found = folder.NewestFirst();
        foreach (var (_, path) in found)
        {
            using var checkpoint = LoadOrNote(path, damages);
            if (checkpoint is null)
                continue;
            string remark = RunDescription.Require(Path.GetFileName(path), checkpoint.Metadata, run.Parts);
            TrainingState.Restore(Path.GetFileName(path), checkpoint.Tensors, run);
            Own(run, found.Select(checkpoint => checkpoint.Key));
            string start = damages.Count == 0 ? "" : Language.Text($"{string.Join(" ", damages)} Fell back to the previous one. ");
            return new Resumption(run.Iteration, Language.Text($"{start}Continuing from iteration {run.Iteration:N0}.{remark}"));
        }

        if (damages.Count > 0)
            throw new CheckpointException($"{folder.Path}: no checkpoint can be read; delete the folder to start over. {string.Join(" ", damages)}");
        Own(run, []);
        return new Resumption(run.Iteration, Language.Text($"No checkpoint in {folder.Path}: the run begins at the beginning."));
    }

    private void Write(IResumable run)
    {
        using var session = folderLock is null || owner != run ? Hold(run) : null;
        run.RequireFiniteWeights();
        using var scope = torch.NewDisposeScope();
        folder.Save(run.Iteration, TrainingState.Tensors(run), RunDescription.Describe(run.Parts));
        known.Add(run.Iteration);
        Mark(run.Iteration);
    }

    private void RequireOwn(IResumable run)
    {
        int[] others = [.. folder.NewestFirst().Select(checkpoint => checkpoint.Key).Where(iteration => owner != run || !known.Contains(iteration))];
        if (others.Length > 0)
            throw new CheckpointException($"{folder.Path}: found a checkpoint of iteration {others[0]:N0} that this run did not resume from; call Resume() to continue from it, call Checkpoints.Clear() to delete it, or choose another folder.");
        if (owner != run)
            Own(run, [], lastSaved: 0);
    }

    private void Own(IResumable run, IEnumerable<int> iterations, int? lastSaved = null)
    {
        owner = run;
        known.Clear();
        known.UnionWith(iterations);
        Mark(lastSaved ?? run.Iteration);
    }

    private void Mark(int iteration)
    {
        lastSaved = iteration;
        sinceLast.Restart();
    }

    private static SafeTensorsFile? LoadOrNote(string path, List<string> damages)
    {
        try
        {
            return CheckpointFolder.Load(path);
        }
        catch (CheckpointException damage)
        {
            damages.Add(damage.Message);
            return null;
        }
    }

    private sealed class Session(TrainingCheckpoints checkpoints) : IDisposable
    {
        public void Dispose()
        {
            checkpoints.folderLock?.Dispose();
            checkpoints.folderLock = null;
        }
    }
}

/// <summary>The result of <see cref="Trainer{TRecord}.Resume"/>.</summary>
/// <param name="Iteration">The run's current iteration.</param>
/// <param name="Message">One or two sentences for the reader.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Resumption(int Iteration, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}

/// <summary>The metadata of a checkpoint, which identifies the run that it belongs to.</summary>
internal static class RunDescription
{
    /// <summary>The version of the checkpoint's content.</summary>
    private const string Version = "2";

    // A different number of threads changes the order of additions; a different libtorch may do so too.
    private static readonly string[] Machine = ["threads", "libtorch"];

    /// <summary>The metadata for a checkpoint of this run.</summary>
    public static Dictionary<string, string> Describe(RunParts run)
    {
        var texts = new Dictionary<string, string>
        {
            ["format"] = "DigitForge training checkpoint",
            ["version"] = Version,
            ["data"] = run.Data,
            ["seed"] = run.Random.initial_seed().ToString(CultureInfo.InvariantCulture),
            ["threads"] = torch.get_num_threads().ToString(CultureInfo.InvariantCulture),
            ["libtorch"] = torch.__version__,
        };
        foreach (var (name, network) in run.Networks)
            texts[name] = Layers(network);
        foreach (var setting in JsonSerializer.SerializeToElement(run.Recipe, run.Recipe.GetType()).EnumerateObject())
            texts[setting.Name] = setting.Value.ToString();
        return texts;
    }

    /// <summary>Requires that a checkpoint belongs to this run.</summary>
    /// <param name="file">The checkpoint's name, for the message.</param>
    /// <param name="found">Its metadata.</param>
    /// <param name="run">The run.</param>
    /// <returns>The differences on this machine, as a sentence with a space before it; empty if there are none.</returns>
    /// <exception cref="CheckpointException">It belongs to another run; the message names the first setting that differs.</exception>
    public static string Require(string file, IReadOnlyDictionary<string, string> found, RunParts run)
    {
        string[] mayDiffer = [CheckpointFolder.DigestKey, .. SettingsThatMayDiffer(run.Recipe)];
        var expected = Describe(run);
        var differences = expected.Keys.Union(found.Keys)
            .Where(name => !mayDiffer.Contains(name) && found.GetValueOrDefault(name) != expected.GetValueOrDefault(name))
            .Select(name => (
                Setting: name,
                Found: found.TryGetValue(name, out string? other) ? Quote.Name(other) : Language.Text("none"),
                Expected: expected.TryGetValue(name, out string? own) ? $"'{own}'" : Language.Text("none")))
            .ToLookup(difference => Machine.Contains(difference.Setting));

        if (differences[false].Any())
        {
            var (setting, other, own) = differences[false].First();
            throw new CheckpointException($"{file}: found the {setting} {other}, expected {own} as in this run: the checkpoint belongs to another run, so choose another folder, or delete this one to start over.");
        }

        return differences[true].Any()
            ? Language.Text($" The rest may differ in the last digits from a run without interruption: {Language.Join(", ", differences[true].Select(d => Language.Text($"{d.Setting} {d.Found} then, {d.Expected} now")))}.")
            : "";
    }

    // The run's name does not affect an iteration. Its length does so only if the learning rate decays towards the end.
    private static string[] SettingsThatMayDiffer(TrainingRecipe recipe) => recipe.DecayFrom < 1
        ? [nameof(TrainingRecipe.Name)]
        : [nameof(TrainingRecipe.Name), nameof(TrainingRecipe.Iterations)];

    // Layers without weights, such as a leaky rectifier, leave no other trace in a checkpoint.
    private static string Layers(torch.nn.Module network) =>
        string.Join(", ", Parts(network).Select(layer => $"{layer.name} {DescribeLayer(layer.module)}"));

    private static IEnumerable<(string name, torch.nn.Module module)> Parts(torch.nn.Module network) =>
        network is Sequential ? network.named_children() : network.named_modules();

    private static string DescribeLayer(torch.nn.Module layer) => layer is LeakyReLU leaky
        ? string.Create(CultureInfo.InvariantCulture, $"LeakyReLU {leaky.negative_slope}")
        : layer.GetType().Name;
}
