using System.Diagnostics;
using DigitForge.Checkpoints;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>
/// Keeps a run in a folder while it trains: every so many iterations, every so many seconds, and when it ends or is cancelled.
/// Hand it to <see cref="GanTrainer.Checkpoints"/>.
/// </summary>
/// <remarks>The folder holds the last two checkpoints, some 25 MB each with the article's networks. Use one folder for one run.</remarks>
public sealed class TrainingCheckpoints
{
    private readonly CheckpointFolder folder;
    private readonly int everyIterations;
    private readonly TimeSpan every;
    private readonly Stopwatch sinceLast = Stopwatch.StartNew();
    private int lastSaved;

    /// <summary>Prepares a folder. Nothing is read or written yet.</summary>
    /// <param name="folder">The folder; it is made when the first checkpoint is written.</param>
    /// <param name="everyIterations">How many iterations may be lost at most.</param>
    /// <param name="every">How much time may be lost at most; by default 30 seconds.</param>
    /// <exception cref="CheckpointException">An interval is not above 0.</exception>
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

    /// <summary>The iteration of the newest checkpoint in the folder; null where there is none.</summary>
    public int? NewestIteration => folder.NewestFirst() is [var newest, ..] ? newest.Key : null;

    /// <summary>Writes a checkpoint now.</summary>
    /// <param name="trainer">The run; it must not be in the middle of an iteration.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(GanTrainer trainer)
    {
        using var scope = torch.NewDisposeScope();
        folder.Save(trainer.Iteration, TrainingState.Tensors(trainer), RunDescription.Of(trainer));
        Mark(trainer);
    }

    /// <summary>Deletes the folder's checkpoints, so that the run begins afresh.</summary>
    /// <exception cref="CheckpointException">A file cannot be deleted.</exception>
    public void Clear() => folder.Clear();

    internal void SaveIfDue(GanTrainer trainer)
    {
        if (trainer.Iteration - lastSaved >= everyIterations || sinceLast.Elapsed >= every)
            Save(trainer);
    }

    internal void SaveIfNew(GanTrainer trainer)
    {
        if (trainer.Iteration != lastSaved)
            Save(trainer);
    }

    internal Resumption Resume(GanTrainer trainer)
    {
        var damages = new List<string>();
        foreach (var (_, path) in folder.NewestFirst())
        {
            using var checkpoint = LoadOrNote(path, damages);
            if (checkpoint is null)
                continue;
            string remark = RunDescription.Require(Path.GetFileName(path), checkpoint.Metadata, trainer);
            TrainingState.Restore(Path.GetFileName(path), checkpoint.Tensors, trainer);
            Mark(trainer);
            if (damages.Count == 0)
                folder.KeepTwo(trainer.Iteration);
            string start = damages.Count == 0 ? "" : $"{string.Join(" ", damages)} Fell back to the one before. ";
            return new Resumption(trainer.Iteration, $"{start}Going on from iteration {trainer.Iteration:N0}.{remark}");
        }

        if (damages.Count > 0)
            throw new CheckpointException($"{folder.Path}: no checkpoint can be read; delete the folder to begin anew. {string.Join(" ", damages)}");
        Mark(trainer);
        return new Resumption(trainer.Iteration, $"No checkpoint in {folder.Path}: the run begins at the beginning.");
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

    private void Mark(GanTrainer trainer)
    {
        lastSaved = trainer.Iteration;
        sinceLast.Restart();
    }
}
