using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>The article's training loop: a real batch, a fake batch, two updates of the discriminator and one of the generator.</summary>
/// <remarks>Owns the samples; dispose it when they are no longer needed.</remarks>
public sealed class GanTrainer : PictureTrainer<IterationRecord>
{
    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="gan">The compiled networks; the caller owns them.</param>
    /// <param name="data">The real images; the caller owns them.</param>
    /// <param name="random">Draws the batches and all noise; the caller owns it.</param>
    /// <exception cref="OneSentenceException">The images do not have the size or the number of classes that the networks expect.</exception>
    public GanTrainer(Gan gan, ImageDataSet data, torch.Generator random)
        : base(gan.Recipe, data, random, gan.Generator.LatentSize)
    {
        Gan = gan;
        if (gan.LabelCount > 0 && data.ClassNames.Count != gan.LabelCount)
            throw new OneSentenceException($"{data.Name}: found {data.ClassNames.Count} classes, expected {gan.LabelCount}, the number of labels that the networks know.");
    }

    /// <summary>The recipe of this run.</summary>
    public GanRecipe Recipe => Gan.Recipe;

    internal Gan Gan { get; }

    private bool HasLabels => Gan.LabelCount > 0;

    /// <inheritdoc/>
    protected override IterationRecord TrainIteration()
    {
        using var scope = torch.NewDisposeScope();
        var real = LabelledImages();
        var noise = LabelledNoise();
        var fakes = Recipe.SharedFakes ? Gan.Draw(noise) : noise with { Values = Gan.Predict(noise) };

        var (onReal, onFake) = Recipe.JointStep
            ? Gan.TrainDiscriminator(real, fakes)
            : (Gan.TrainDiscriminator(real.Values, isReal: true, real.Labels), Gan.TrainDiscriminator(fakes.Values, isReal: false, fakes.Labels));

        float generatorLoss = Gan.TrainGenerator(Recipe.SharedFakes ? fakes : Gan.Draw(LabelledNoise()), real);

        return new IterationRecord((onReal.Loss + onFake.Loss) / 2, onReal.Accuracy, onFake.Accuracy, generatorLoss);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, torch.nn.Module Network)> Networks => [("generator", Gan.Generator), ("discriminator", Gan.Discriminator)];

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, KerasAdam> Optimizers => Gan.Optimizers;

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, AveragedWeights> Averages => Gan.Averages;

    /// <summary>Draws the samples. A conditional generator cycles through its labels, starting at 0.</summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    protected override torch.Tensor Generate(torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        var labels = HasLabels ? torch.arange(noise.shape[0], torch.int64).remainder(Gan.LabelCount) : null;
        return Gan.Generate(noise, labels).MoveToOuterDisposeScope();
    }

    // Without labels, no random numbers are drawn for them, so that the results of such runs do not change.
    private Labelled LabelledImages()
    {
        var indices = Data.RandomIndices(Recipe.BatchSize, Random);
        return new Labelled(Data.Batch(indices), HasLabels ? Data.Labels.index_select(0, indices) : null);
    }

    private Labelled LabelledNoise() => new(
        Noise(Recipe.BatchSize),
        HasLabels ? torch.randint(Gan.LabelCount, [Recipe.BatchSize], dtype: torch.int64, generator: Random) : null);
}
