using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>A training run of any network that draws: iterations, history, samples, progress.</summary>
/// <remarks>
/// Same seed, same machine, same thread count: same weights and pictures, bit for bit. Call <see cref="Train"/> again to go on
/// where it stopped. Owns the samples; dispose it when they are no longer needed.
/// </remarks>
/// <typeparam name="TRecord">What an iteration measures.</typeparam>
public abstract class Trainer<TRecord> : IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
{
    private readonly TrainingRecipe recipe;
    private readonly int latentSize;
    private readonly List<Sample> samples = [];

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="recipe">How to train.</param>
    /// <param name="data">The real images; they stay the caller's.</param>
    /// <param name="random">Draws the batches and all noise; it stays the caller's.</param>
    /// <param name="latentSize">How many numbers of noise a picture is drawn from.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of its range.</exception>
    /// <exception cref="OneSentenceException">The images are not of the size that the networks work with.</exception>
    protected Trainer(TrainingRecipe recipe, ImageDataSet data, torch.Generator random, int latentSize)
    {
        if (data.PixelCount != Models.Generator.PixelCount)
            throw new OneSentenceException($"{data.Name}: found images of {data.PixelCount} pixels, expected {Models.Generator.PixelCount}, as many as the generator draws.");
        recipe.Validate();
        (this.recipe, this.latentSize, Data, Random) = (recipe, latentSize, data, random);
        SampleNoise = Noise(recipe.SampleCount).DetachFromDisposeScope();
    }

    /// <summary>How many iterations have been trained, over all calls of <see cref="Train"/>.</summary>
    public int Iteration => History.Records.Count;

    /// <summary>What every iteration measured.</summary>
    public TrainingHistory<TRecord> History { get; } = new();

    /// <summary>What the network made of the same noise, before the first iteration and at every interval. Owned by this object.</summary>
    public IReadOnlyList<Sample> Samples => samples;

    internal ImageDataSet Data { get; }

    internal torch.Generator Random { get; }

    internal torch.Tensor SampleNoise { get; }

    /// <summary>Trains up to an iteration, counted over all calls; does nothing where it has been reached.</summary>
    /// <param name="iteration">The iteration after which to stop.</param>
    /// <param name="progress">Is told of every iteration, on this thread; it should be quick.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; all that was trained stays.</param>
    /// <returns>What was done.</returns>
    public TrainingRun TrainTo(
        int iteration, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        iteration > Iteration
            ? Train(iteration - Iteration, progress, cancellationToken)
            : new TrainingRun(0, TimeSpan.Zero, WasCancelled: false);

    /// <summary>Trains, and goes on from where the last call stopped.</summary>
    /// <param name="iterations">How many iterations; by default the recipe's.</param>
    /// <param name="progress">Is told of every iteration, on this thread; it should be quick.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; all that was trained stays.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="OneSentenceException">The number of iterations is below 1.</exception>
    /// <exception cref="OneSentenceException">The losses or weights are no longer finite numbers; the history ends with the last iteration that was sound.</exception>
    public TrainingRun Train(
        int? iterations = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        int total = iterations ?? recipe.Iterations;
        if (total < 1)
            throw new OneSentenceException($"The number of iterations is {total}; expected at least 1.");

        using var session = BeginRun();
        var clock = Stopwatch.StartNew();
        int done = 0;
        if (samples.Count == 0)
        {
            var untrained = DrawSample();
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, untrained));
        }

        while (done < total && !cancellationToken.IsCancellationRequested)
        {
            var record = TrainIteration();
            if (!record.IsFinite)
                throw Exploded(Iteration + 1, FormattableString.Invariant($"found losses that are not finite ({record})"));
            History.Add(record);
            done++;
            var sample = Iteration % recipe.SampleInterval == 0 ? DrawSample() : null;
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, sample));
            AfterIteration();
        }

        RequireFiniteWeights();
        AfterRun();
        return new TrainingRun(done, clock.Elapsed, WasCancelled: done < total);
    }

    /// <summary>What the network makes of the samples' noise now. Looking changes nothing in the run.</summary>
    /// <returns>float32 [count, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Draw() => Generate(SampleNoise);

    /// <summary>Frees the samples. Networks and data stay the caller's.</summary>
    public virtual void Dispose()
    {
        SampleNoise.Dispose();
        foreach (var sample in samples)
            sample.Images.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes another run's record in place of its own.</summary>
    /// <param name="records">What every iteration measured.</param>
    /// <param name="drawn">The samples; from now on they are this object's.</param>
    internal void Replace(IEnumerable<TRecord> records, IEnumerable<Sample> drawn)
    {
        History.Replace(records);
        foreach (var sample in samples)
            sample.Images.Dispose();
        samples.Clear();
        samples.AddRange(drawn);
    }

    /// <summary>Trains one iteration.</summary>
    /// <returns>What it measured.</returns>
    protected abstract TRecord TrainIteration();

    /// <summary>Draws pictures without learning.</summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    protected abstract torch.Tensor Generate(torch.Tensor noise);

    /// <summary>The networks that learn, by the names that messages give them.</summary>
    protected abstract IReadOnlyList<(string Name, torch.nn.Module Network)> Networks { get; }

    /// <summary>Called when a run begins.</summary>
    /// <returns>What to dispose when it ends, also where it fails.</returns>
    protected virtual IDisposable? BeginRun() => null;

    /// <summary>Called after every iteration, when its progress has been reported.</summary>
    protected virtual void AfterIteration()
    {
    }

    /// <summary>Called when a run ends or has been cancelled.</summary>
    protected virtual void AfterRun()
    {
    }

    /// <summary>A batch of real images, chosen at random.</summary>
    /// <returns>float32 [batch size, 784], 0 to 1; the caller owns it.</returns>
    protected torch.Tensor RealBatch() => Data.RandomBatch(recipe.BatchSize, Random);

    /// <summary>Standard normal noise.</summary>
    /// <param name="count">How many rows.</param>
    /// <returns>float32 [count, latent size]; the caller owns it.</returns>
    protected torch.Tensor Noise(int count) => torch.randn(count, latentSize, generator: Random);

    /// <summary>Refuses weights that no further iteration can repair. Losses are measured before a step, so the last step's fault shows only here.</summary>
    /// <exception cref="OneSentenceException">A weight or a running statistic is not a finite number.</exception>
    internal void RequireFiniteWeights()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (name, network) in Networks)
        {
            foreach (var (key, tensor) in network.state_dict())
            {
                if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>())
                    throw Exploded(Iteration, $"found numbers in the {name}'s {key} that are not finite");
            }
        }
    }

    private OneSentenceException Exploded(int iteration, string found) => new(
        $"The training exploded in iteration {iteration:N0}: {found}; make new networks and try a smaller LearningRate than {recipe.LearningRate}.");

    private Sample DrawSample()
    {
        var sample = new Sample(Iteration, Draw().DetachFromDisposeScope());
        samples.Add(sample);
        return sample;
    }
}

/// <summary>What one call of <see cref="Trainer{TRecord}.Train"/> did.</summary>
/// <param name="Iterations">How many iterations it trained.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="WasCancelled">Whether it was stopped before it had done all that it was asked for.</param>
public sealed record TrainingRun(int Iterations, TimeSpan Elapsed, bool WasCancelled)
{
    /// <summary>One line for a console.</summary>
    public override string ToString()
    {
        if (Iterations == 0 && !WasCancelled)
            return "Trained 0 iterations: there was nothing left to do";
        string verb = WasCancelled ? "Stopped after" : "Trained";
        return FormattableString.Invariant(
            $"{verb} {Iterations:N0} iterations in {Elapsed.TotalSeconds:F1} s ({Iterations / Elapsed.TotalSeconds:F1} per second)");
    }
}

/// <summary>How far a training run is.</summary>
/// <param name="Iteration">How many iterations the model has seen, over all its runs.</param>
/// <param name="Done">How many iterations of this run are done.</param>
/// <param name="Total">How many iterations this run has.</param>
/// <param name="Elapsed">The time since this run began.</param>
/// <param name="Sample">The sample drawn after this iteration; null for most.</param>
public readonly record struct TrainingProgress(int Iteration, int Done, int Total, TimeSpan Elapsed, Sample? Sample)
{
    /// <summary>The speed of this run so far.</summary>
    public double IterationsPerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The time that the rest of this run will take at that speed; null before the first iteration.</summary>
    public TimeSpan? Remaining => Done > 0 ? Elapsed * ((double)(Total - Done) / Done) : null;
}

/// <summary>Passes each report on at once, on the thread that made it.</summary>
/// <remarks>
/// <see cref="Progress{T}"/> would hand it to another thread, and a notebook drops what arrives after its cell has ended.
/// </remarks>
/// <param name="report">What to do with a report.</param>
public sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}

/// <summary>What the generator made of the same noise at some point of its training.</summary>
/// <param name="Iteration">After how many iterations; 0 is before the first.</param>
/// <param name="Images">float32 [count, 784], 0 to 1. Owned by the trainer.</param>
public sealed record Sample(int Iteration, torch.Tensor Images);
