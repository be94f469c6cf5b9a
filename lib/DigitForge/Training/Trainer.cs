using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>A training run of any network that draws pictures: iterations, history, samples and progress.</summary>
/// <remarks>
/// With the same seed, machine and thread count, the weights and pictures are the same bit for bit. Call <see cref="Train"/> again to
/// continue where it stopped. Owns the samples; dispose it when they are no longer needed.
/// </remarks>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
public abstract class Trainer<TRecord> : IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
{
    private readonly TrainingRecipe recipe;
    private readonly int latentSize;
    private readonly List<Sample> samples = [];

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="recipe">How to train.</param>
    /// <param name="data">The real images; the caller owns them.</param>
    /// <param name="random">Draws the batches and all noise; the caller owns it.</param>
    /// <param name="latentSize">The number of noise values that a picture is drawn from.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of its range.</exception>
    /// <exception cref="OneSentenceException">The images do not have the size that the networks expect.</exception>
    protected Trainer(TrainingRecipe recipe, ImageDataSet data, torch.Generator random, int latentSize)
    {
        if (data.PixelCount != Models.Generator.PixelCount)
            throw new OneSentenceException($"{data.Name}: found images of {data.PixelCount} pixels, expected {Models.Generator.PixelCount}, the number that the generator draws.");
        recipe.Validate();
        (this.recipe, this.latentSize, Data, Random) = (recipe, latentSize, data, random);
        SampleNoise = Noise(recipe.SampleCount).DetachFromDisposeScope();
    }

    /// <summary>The number of iterations trained, over all calls of <see cref="Train"/>.</summary>
    public int Iteration => History.Records.Count;

    /// <summary>The measurements of every iteration.</summary>
    public TrainingHistory<TRecord> History { get; } = new();

    /// <summary>The pictures drawn from the same noise, before the first iteration and at every interval. Owned by this object.</summary>
    public IReadOnlyList<Sample> Samples => samples;

    internal ImageDataSet Data { get; }

    internal torch.Generator Random { get; }

    internal torch.Tensor SampleNoise { get; }

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
    /// <param name="iterations">How many iterations; by default the recipe's.</param>
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

        using var session = BeginRun();
        var clock = Stopwatch.StartNew();
        int done = 0;
        if (samples.Count == 0)
        {
            var untrained = DrawSample();
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, untrained));
        }

        while (done < total && !cancellationToken.IsCancellationRequested && !IsAskedToStop)
        {
            var record = TrainIteration();
            if (!record.IsFinite)
                throw Diverged(Iteration + 1, FormattableString.Invariant($"found losses that are not finite ({record})"));
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

    /// <summary>Draws pictures from the samples' noise with the current weights. This does not affect the run.</summary>
    /// <returns>float32 [count, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Draw() => Generate(SampleNoise);

    /// <summary>Frees the samples. Does not dispose the networks or the data.</summary>
    public virtual void Dispose()
    {
        SampleNoise.Dispose();
        foreach (var sample in samples)
            sample.Images.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Replaces the history and the samples.</summary>
    /// <param name="records">The measurements of every iteration.</param>
    /// <param name="drawn">The new samples; this object takes ownership.</param>
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

    /// <summary>Draws pictures in inference mode.</summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    protected abstract torch.Tensor Generate(torch.Tensor noise);

    /// <summary>The networks being trained, with their names for messages.</summary>
    protected abstract IReadOnlyList<(string Name, torch.nn.Module Network)> Networks { get; }

    /// <summary>Whether something other than the cancellation token asks the run to stop before its next iteration.</summary>
    protected virtual bool IsAskedToStop => false;

    /// <summary>Called when a run begins.</summary>
    /// <returns>An object to dispose when the run ends, even if it fails; null for none.</returns>
    protected virtual IDisposable? BeginRun() => null;

    /// <summary>Called after every iteration, once its progress has been reported.</summary>
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

    /// <summary>
    /// Throws if a weight is not finite, because no further iteration can repair it. Losses are measured before a step, so only this
    /// check detects a failure of the last step.
    /// </summary>
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
                    throw Diverged(Iteration, $"found numbers in the {name}'s {key} that are not finite");
            }
        }
    }

    private OneSentenceException Diverged(int iteration, string found) => new(
        $"The training diverged in iteration {iteration:N0}: {found}; create new networks and try a LearningRate below {recipe.LearningRate}.");

    private Sample DrawSample()
    {
        var sample = new Sample(Iteration, Draw().DetachFromDisposeScope());
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
            return "Trained 0 iterations: there was nothing left to do";
        string verb = WasCancelled ? "Stopped after" : "Trained";
        return FormattableString.Invariant(
            $"{verb} {Iterations:N0} iterations in {Elapsed.TotalSeconds:F1} s ({Iterations / Elapsed.TotalSeconds:F1} per second)");
    }
}

/// <summary>The progress of a training run.</summary>
/// <param name="Iteration">The number of iterations that the model has been trained for, over all its runs.</param>
/// <param name="Done">The number of iterations done in this run.</param>
/// <param name="Total">The total number of iterations in this run.</param>
/// <param name="Elapsed">The time since this run began.</param>
/// <param name="Sample">The sample drawn after this iteration; null for most iterations.</param>
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
        string left = Remaining is { } time && time > TimeSpan.Zero ? FormattableString.Invariant($", {time.TotalSeconds:F0} s left") : "";
        return FormattableString.Invariant($"iteration {Iteration:N0}: {Done:N0} of {Total:N0} done, {IterationsPerSecond:F1} per second{left}");
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
    public override string ToString() => FormattableString.Invariant($"A sample of {Images.shape[0]} pictures after {Iteration:N0} iterations");
}
