using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>All that a training run needs, with small batches so that tests are quick.</summary>
internal sealed class TrainerFixture : ITrainingFixture<IterationRecord>
{
    private readonly ImageDataSet mnist = Repository.LoadMnist(DataSplit.Test);
    private readonly torch.Generator random;
    private readonly Gan gan;

    public TrainerFixture(
        int seed = 1, int batchSize = 4, int sampleInterval = 1_000, GanRecipe? recipe = null, double leak = 0, int labelCount = 0)
    {
        random = TorchRuntime.Random(seed);
        Generator = new Generator(random, leak: leak, labelCount: labelCount);
        Discriminator = new Discriminator(random, leak, labelCount);
        gan = Gan.Compile(
            Generator, Discriminator, (recipe ?? GanRecipe.Article) with { BatchSize = batchSize, SampleInterval = sampleInterval });
        Trainer = new GanTrainer(gan, mnist, random);
    }

    public Generator Generator { get; }

    public Discriminator Discriminator { get; }

    public GanTrainer Trainer { get; }

    public Trainer<IterationRecord> Run => Trainer;

    public float[] AllWeights => [.. Weights.Read(Generator), .. Weights.Read(Discriminator)];

    public void Dispose()
    {
        Trainer.Dispose();
        gan.Dispose();
        Generator.Dispose();
        Discriminator.Dispose();
        random.Dispose();
        mnist.Dispose();
    }
}
