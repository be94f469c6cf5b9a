using System.Diagnostics;
using DigitForge.Checkpoints;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>A training run of any network: iterations, history, samples, progress and checkpoints.</summary>
/// <remarks>
/// With the same seed, machine and thread count, the weights and pictures are the same bit for bit. Call <see cref="Train"/> again to
/// continue where it stopped. Owns the samples; dispose it when they are no longer needed.
/// </remarks>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
public abstract class Trainer<TRecord> : IResumable, IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
{
    private readonly TrainingRecipe recipe;
    private readonly string data;
    private readonly List<Sample> samples = [];

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">A description of the data that is the same in every language. A checkpoint belongs only to runs on the same data.</param>
    /// <param name="random">Draws the batches and all noise; the caller owns it.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of range.</exception>
    protected Trainer(TrainingRecipe recipe, string data, torch.Generator random)
    {
        recipe.Validate();
        (this.recipe, this.data, Random) = (recipe, data, random);
    }

    /// <summary>The number of iterations trained, over all calls of <see cref="Train"/>.</summary>
    public int Iteration => History.Records.Count;

    /// <summary>The measurements of every iteration.</summary>
    public TrainingHistory<TRecord> History { get; } = new();

    /// <summary>
    /// The pictures drawn from the same noise, before the first iteration and at every interval; none if the network draws no pictures.
    /// Owned by this object.
    /// </summary>
    public IReadOnlyList<Sample> Samples => samples;

    /// <summary>
    /// Where checkpoints are saved, so that the run can continue after a crash; null for no checkpoints. If a checkpoint cannot be
    /// written, training throws a <see cref="CheckpointException"/>. A file there can stop the run: <see cref="TrainingCheckpoints.StopFile"/>.
    /// </summary>
    public TrainingCheckpoints? Checkpoints { get; set; }

    internal torch.Generator Random { get; }

    RunParts IResumable.Parts => new(recipe, data, Random, Networks, Optimizers, Averages, FurtherTensors);

    int IResumable.NumbersPerRecord => TRecord.NumberCount;

    IEnumerable<float> IResumable.Numbers => History.Records.SelectMany(record => record.ToNumbers());

    /// <summary>
    /// Restores the newest of the <see cref="Checkpoints"/>; if there is none, the run does not change. From there the run continues
    /// as if it had not been interrupted: same weights, same history, same pictures, bit for bit.
    /// </summary>
    /// <returns>The current state of the run, in a sentence.</returns>
    /// <exception cref="CheckpointException">
    /// The checkpoint belongs to another run, none can be read, or <see cref="Checkpoints"/> is null. Nothing has changed.
    /// </exception>
    public Resumption Resume() => Checkpoints is null
        ? throw new CheckpointException("Checkpoints is null; expected a TrainingCheckpoints with the folder to resume from.")
        : Checkpoints.Resume(this);

    /// <summary>Trains up to an iteration, counted over all calls; does nothing if it has been reached.</summary>
    /// <param name="iteration">The iteration after which to stop.</param>
    /// <param name="progress">Receives a report on every iteration, on this thread; it should return quickly.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; the training so far is kept.</param>
    /// <returns>A summary of the run.</returns>
    public TrainingRun TrainTo(
        int iteration, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        iteration > Iteration
            ? Train(iteration - Iteration, progress, cancellationToken)
            : new TrainingRun(0, TimeSpan.Zero, WasCancelled: false);

    /// <summary>Trains, continuing where the last call stopped.</summary>
    /// <param name="iterations">The number of iterations; by default the recipe's.</param>
    /// <param name="progress">Receives a report on every iteration, on this thread; it should return quickly.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; the training so far is kept.</param>
    /// <returns>A summary of the run.</returns>
    /// <exception cref="OneSentenceException">The number of iterations is below 1.</exception>
    /// <exception cref="OneSentenceException">
    /// The losses or weights are no longer finite; the history ends with the last iteration whose losses were finite.
    /// </exception>
    public TrainingRun Train(
        int? iterations = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        int total = iterations ?? recipe.Iterations;
        Setting.AtLeastOne("The number of iterations", total);

        using var session = Checkpoints?.Hold(this);
        var clock = Stopwatch.StartNew();
        int done = 0;
        if (Iteration == 0 && samples.Count == 0)
        {
            var untrained = AddSample();
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, untrained));
        }

        while (done < total && !cancellationToken.IsCancellationRequested && Checkpoints is not { IsAskedToStop: true })
        {
            var record = TrainIteration();
            if (!record.IsFinite)
                throw Diverged(Iteration + 1, $"found losses that are not finite ({record})");
            History.Add(record);
            done++;
            var sample = Iteration % recipe.SampleInterval == 0 ? AddSample() : null;
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, sample));
            Checkpoints?.SaveIfDue(this);
        }

        RequireFiniteWeights();
        Checkpoints?.Finish(this);
        return new TrainingRun(done, clock.Elapsed, WasCancelled: done < total);
    }

    /// <summary>Frees the samples. Does not dispose the networks or the data.</summary>
    public virtual void Dispose()
    {
        foreach (var sample in samples)
            sample.Images.Dispose();
        GC.SuppressFinalize(this);
    }

    void IResumable.RequireFiniteWeights() => RequireFiniteWeights();

    void IResumable.Replace(IEnumerable<float[]> records, IEnumerable<Sample> drawn)
    {
        History.Replace(records.Select(TRecord.FromNumbers));
        foreach (var sample in samples)
            sample.Images.Dispose();
        samples.Clear();
        samples.AddRange(drawn);
    }

    /// <summary>Trains one iteration.</summary>
    /// <returns>The measurements of this iteration.</returns>
    protected abstract TRecord TrainIteration();

    /// <summary>The networks being trained, with their names for messages and checkpoints.</summary>
    protected abstract IReadOnlyList<(string Name, torch.nn.Module Network)> Networks { get; }

    /// <summary>The optimizers, by the name of the network that each one trains.</summary>
    private protected abstract IReadOnlyDictionary<string, KerasAdam> Optimizers { get; }

    /// <summary>The running averages of weights, by the name of the network; none by default.</summary>
    private protected virtual IReadOnlyDictionary<string, AveragedWeights> Averages => new Dictionary<string, AveragedWeights>();

    /// <summary>The other tensors of a checkpoint, by name; none by default.</summary>
    private protected virtual IReadOnlyDictionary<string, torch.Tensor> FurtherTensors => new Dictionary<string, torch.Tensor>();

    /// <summary>Draws the pictures of a sample with the current weights. This does not affect the run.</summary>
    /// <returns>float32 [sample count, 784], 0 to 1, the caller owns it; null if the network draws no pictures, as by default.</returns>
    protected internal virtual torch.Tensor? DrawSample() => null;

    /// <summary>
    /// Throws if a weight is not finite, because no further iteration can repair it. Losses are measured before a step, so only this
    /// check detects a failure of the last step.
    /// </summary>
    /// <exception cref="OneSentenceException">A weight or a running statistic is not a finite number.</exception>
    private void RequireFiniteWeights()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (name, network) in Networks)
        {
            foreach (var (key, tensor) in network.state_dict())
            {
                if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>())
                    throw Diverged(Iteration, $"found numbers in the {Language.Known(name)}'s {key} that are not finite");
            }
        }
    }

    private OneSentenceException Diverged(int iteration, Phrase found) => new(
        $"The training diverged in iteration {iteration:N0}: {found}; create new networks and try a LearningRate below {recipe.LearningRate}.");

    private Sample? AddSample()
    {
        if (DrawSample() is not { } images)
            return null;
        var sample = new Sample(Iteration, images.DetachFromDisposeScope());
        samples.Add(sample);
        return sample;
    }
}

/// <summary>A summary of one call of <see cref="Trainer{TRecord}.Train"/>.</summary>
/// <param name="Iterations">The number of iterations trained.</param>
/// <param name="Elapsed">The time taken.</param>
/// <param name="WasCancelled">Whether it was stopped before all requested iterations were done.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TrainingRun(int Iterations, TimeSpan Elapsed, bool WasCancelled)
{
    /// <summary>One line for a console.</summary>
    public override string ToString()
    {
        if (Iterations == 0 && !WasCancelled)
            return Language.Text("Trained 0 iterations: there was nothing left to do");
        double perSecond = Iterations / Elapsed.TotalSeconds;
        return WasCancelled
            ? Language.Text($"Stopped after {Iterations:N0} iterations in {Elapsed.TotalSeconds:F1} s ({perSecond:F1} per second)")
            : Language.Text($"Trained {Iterations:N0} iterations in {Elapsed.TotalSeconds:F1} s ({perSecond:F1} per second)");
    }
}

/// <summary>The progress of a training run.</summary>
/// <param name="Iteration">The number of iterations that the model has been trained for, over all its runs.</param>
/// <param name="Done">The number of iterations done in this run.</param>
/// <param name="Total">The total number of iterations in this run.</param>
/// <param name="Elapsed">The time since this run began.</param>
/// <param name="Sample">The sample drawn after this iteration; null for most iterations, and for networks that draw no pictures.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public readonly record struct TrainingProgress(int Iteration, int Done, int Total, TimeSpan Elapsed, Sample? Sample)
{
    /// <summary>The speed of this run so far.</summary>
    public double IterationsPerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The estimated time for the rest of this run at that speed; null before the first iteration.</summary>
    public TimeSpan? Remaining => Done > 0 ? Elapsed * ((double)(Total - Done) / Done) : null;

    /// <summary>One line for a console.</summary>
    public override string ToString()
    {
        string left = Remaining is { } time && time > TimeSpan.Zero ? Language.Text($", {time.TotalSeconds:F0} s left") : "";
        return Language.Text($"iteration {Iteration:N0}: {Done:N0} of {Total:N0} done, {IterationsPerSecond:F1} per second{left}");
    }
}

/// <summary>Handles each report immediately, on the thread that made it.</summary>
/// <remarks>
/// <see cref="Progress{T}"/> would handle it on another thread, and a notebook drops output that arrives after its cell has ended.
/// </remarks>
/// <param name="report">What to do with a report.</param>
public sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}

/// <summary>The pictures drawn from the same noise at one point of the training.</summary>
/// <param name="Iteration">The number of iterations trained so far; 0 is before the first.</param>
/// <param name="Images">float32 [count, 784], 0 to 1. Owned by the trainer.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Sample(int Iteration, torch.Tensor Images)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A sample of {Images.shape[0]} pictures after {Iteration:N0} iterations");
}
