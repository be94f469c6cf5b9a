using System.Diagnostics;
using DigitForge.Checkpoints;
using DigitForge.Data;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>The article's training loop: real batch, fake batch, two updates of the discriminator, one of the generator.</summary>
/// <remarks>
/// Same seed, same machine, same thread count: same weights and pictures, bit for bit. Call <see cref="Train"/> again to go on
/// where it stopped. Owns the samples; dispose it when they are no longer needed.
/// </remarks>
public sealed class GanTrainer : IDisposable
{
    private readonly Gan gan;
    private readonly ImageDataSet data;
    private readonly torch.Generator random;
    private readonly torch.Tensor sampleNoise;
    private readonly List<Sample> samples = [];

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="gan">The compiled networks; they stay the caller's.</param>
    /// <param name="data">The real images; they stay the caller's.</param>
    /// <param name="random">Draws the batches and all noise; it stays the caller's.</param>
    /// <exception cref="DataFileException">The images are not of the size that the networks work with.</exception>
    public GanTrainer(Gan gan, ImageDataSet data, torch.Generator random)
    {
        if (data.PixelCount != Models.Generator.PixelCount)
            throw new DataFileException($"{data.Name}: found images of {data.PixelCount} pixels, expected {Models.Generator.PixelCount}, as many as the generator draws.");
        this.gan = gan;
        this.data = data;
        this.random = random;
        sampleNoise = Noise(Recipe.SampleCount).DetachFromDisposeScope();
    }

    /// <summary>How many iterations have been trained, over all calls of <see cref="Train"/>.</summary>
    public int Iteration => History.Records.Count;

    /// <summary>The recipe that it follows.</summary>
    public GanRecipe Recipe => gan.Recipe;

    /// <summary>What every iteration measured.</summary>
    public TrainingHistory History { get; } = new();

    /// <summary>What the generator made of the same noise, before the first iteration and at every interval. Owned by this object.</summary>
    public IReadOnlyList<Sample> Samples => samples;

    /// <summary>Where the run is kept, so that it can go on after a crash; null for nowhere.</summary>
    public TrainingCheckpoints? Checkpoints { get; set; }

    internal Gan Gan => gan;

    internal ImageDataSet Data => data;

    internal torch.Generator Random => random;

    internal torch.Tensor SampleNoise => sampleNoise;

    /// <summary>
    /// Goes back to the newest of the <see cref="Checkpoints"/>, or stays as it is where there is none. From there on everything
    /// is as it would have been without the interruption: same weights, same history, same pictures, bit for bit.
    /// </summary>
    /// <returns>Where the run stands now, in a sentence.</returns>
    /// <exception cref="CheckpointException">
    /// The checkpoint is another run's, none can be read, or <see cref="Checkpoints"/> is null; nothing has changed.
    /// </exception>
    public Resumption Resume() => Checkpoints is null
        ? throw new CheckpointException("Checkpoints is null; expected a TrainingCheckpoints with the folder to go on from.")
        : Checkpoints.Resume(this);

    /// <summary>Trains up to an iteration, counted over all calls; does nothing where it has been reached.</summary>
    /// <param name="iteration">The iteration after which to stop.</param>
    /// <param name="progress">Hears of every iteration, on this thread; it should be quick.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; all that was trained stays.</param>
    /// <returns>What was done.</returns>
    public TrainingRun TrainTo(
        int iteration, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        iteration > Iteration
            ? Train(iteration - Iteration, progress, cancellationToken)
            : new TrainingRun(0, TimeSpan.Zero, WasCancelled: false);

    /// <summary>Trains, and goes on from where the last call stopped.</summary>
    /// <param name="iterations">How many iterations; by default the recipe's.</param>
    /// <param name="progress">Hears of every iteration, on this thread; it should be quick.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; all that was trained stays.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="RecipeException">The number of iterations is below 1.</exception>
    /// <exception cref="CheckpointException">A checkpoint cannot be written.</exception>
    public TrainingRun Train(
        int? iterations = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        int total = iterations ?? Recipe.Iterations;
        if (total < 1)
            throw new RecipeException($"The number of iterations is {total}; expected at least 1.");

        var clock = Stopwatch.StartNew();
        int done = 0;
        if (samples.Count == 0)
        {
            var untrained = DrawSample();
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, untrained));
        }

        while (done < total && !cancellationToken.IsCancellationRequested)
        {
            History.Add(Step());
            done++;
            var sample = Iteration % Recipe.SampleInterval == 0 ? DrawSample() : null;
            progress?.Report(new TrainingProgress(Iteration, done, total, clock.Elapsed, sample));
            Checkpoints?.SaveIfDue(this);
        }

        Checkpoints?.SaveIfNew(this);
        return new TrainingRun(done, clock.Elapsed, WasCancelled: done < total);
    }

    /// <summary>What the generator makes of the samples' noise now. Looking changes nothing in the run.</summary>
    /// <returns>float32 [count, 784], 0 to 1, on the processor; the caller owns it.</returns>
    public torch.Tensor Draw()
    {
        using var scope = torch.NewDisposeScope();
        return gan.Generate(sampleNoise).cpu().MoveToOuterDisposeScope();
    }

    /// <summary>Frees the samples. Networks and data stay the caller's.</summary>
    public void Dispose()
    {
        sampleNoise.Dispose();
        foreach (var sample in samples)
            sample.Images.Dispose();
    }

    /// <summary>Takes another run's record in place of its own.</summary>
    /// <param name="records">What every iteration measured.</param>
    /// <param name="drawn">The samples; from now on they are this object's.</param>
    internal void Replace(IEnumerable<IterationRecord> records, IEnumerable<Sample> drawn)
    {
        History.Replace(records);
        foreach (var sample in samples)
            sample.Images.Dispose();
        samples.Clear();
        samples.AddRange(drawn);
    }

    private IterationRecord Step()
    {
        using var scope = torch.NewDisposeScope();
        int batchSize = Recipe.BatchSize;

        var real = data.RandomBatch(batchSize, random).to(gan.Device);
        var fake = gan.Generate(Noise(batchSize));
        var onReal = gan.TrainDiscriminator(real, label: 1);
        var onFake = gan.TrainDiscriminator(fake, label: 0);

        float generatorLoss = gan.TrainGenerator(Noise(batchSize));

        return new IterationRecord((onReal.Loss + onFake.Loss) / 2, onReal.Accuracy, onFake.Accuracy, generatorLoss);
    }

    private Sample DrawSample()
    {
        var sample = new Sample(Iteration, Draw().DetachFromDisposeScope());
        samples.Add(sample);
        return sample;
    }

    private torch.Tensor Noise(int count)
    {
        using var noise = torch.randn(count, gan.Generator.LatentSize, generator: random);
        return noise.to(gan.Device, copy: true);
    }
}
