using DigitForge.Checkpoints;
using DigitForge.Data;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>The article's training loop: real batch, fake batch, two updates of the discriminator, one of the generator.</summary>
/// <remarks>Owns the samples; dispose it when they are no longer needed.</remarks>
public sealed class GanTrainer : Trainer<IterationRecord>
{
    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="gan">The compiled networks; they stay the caller's.</param>
    /// <param name="data">The real images; they stay the caller's.</param>
    /// <param name="random">Draws the batches and all noise; it stays the caller's.</param>
    /// <exception cref="DataFileException">The images are not of the size that the networks work with.</exception>
    public GanTrainer(Gan gan, ImageDataSet data, torch.Generator random)
        : base(gan.Recipe, data, random, gan.Generator.LatentSize, gan.Device) => Gan = gan;

    /// <summary>The recipe that it follows.</summary>
    public GanRecipe Recipe => Gan.Recipe;

    /// <summary>
    /// Where the run is kept, so that it can go on after a crash; null for nowhere. While it trains, a checkpoint that cannot be
    /// written is a <see cref="CheckpointException"/>.
    /// </summary>
    public TrainingCheckpoints? Checkpoints { get; set; }

    internal Gan Gan { get; }

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

    /// <inheritdoc/>
    protected override IterationRecord TrainIteration()
    {
        using var scope = torch.NewDisposeScope();

        var real = RealBatch();
        var fake = Gan.Generate(Noise(Recipe.BatchSize));
        var onReal = Gan.TrainDiscriminator(real, label: 1);
        var onFake = Gan.TrainDiscriminator(fake, label: 0);

        float generatorLoss = Gan.TrainGenerator(Noise(Recipe.BatchSize));

        return new IterationRecord((onReal.Loss + onFake.Loss) / 2, onReal.Accuracy, onFake.Accuracy, generatorLoss);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Generate(torch.Tensor noise) => Gan.Generate(noise);

    /// <inheritdoc/>
    protected override void AfterIteration() => Checkpoints?.SaveIfDue(this);

    /// <inheritdoc/>
    protected override void AfterRun() => Checkpoints?.SaveIfNew(this);
}
