using DigitForge.Models;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>A generator and a discriminator, and their run.</summary>
internal sealed class TrainerFixture : TrainingFixture<IterationRecord>
{
    private readonly Gan gan;

    public TrainerFixture(
        int seed = 1, int batchSize = 4, int sampleInterval = 1_000, GanRecipe? recipe = null, double leak = 0, int labelCount = 0)
        : base(seed)
    {
        Generator = new Generator(Random, leak: leak, labelCount: labelCount);
        Discriminator = new Discriminator(Random, leak, labelCount);
        gan = Gan.Compile(
            Generator, Discriminator, (recipe ?? GanRecipe.Article) with { BatchSize = batchSize, SampleInterval = sampleInterval });
        Trainer = new GanTrainer(gan, Mnist, Random);
    }

    public Generator Generator { get; }

    public Discriminator Discriminator { get; }

    public GanTrainer Trainer { get; }

    public override Trainer<IterationRecord> Run => Trainer;

    protected override IReadOnlyList<torch.nn.Module> Networks => [Generator, Discriminator];

    public override void Dispose()
    {
        gan.Dispose();
        base.Dispose();
    }
}
