using DigitForge.Models;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>A variational autoencoder and its run.</summary>
internal sealed class VaeFixture : TrainingFixture<ElboRecord>
{
    public VaeFixture(int seed = 1, int batchSize = 4, int sampleInterval = 1_000, double divergenceWeight = 1)
        : base(seed)
    {
        Vae = new VariationalAutoencoder(Random);
        var recipe = VaeRecipe.Standard with { BatchSize = batchSize, SampleInterval = sampleInterval, DivergenceWeight = divergenceWeight };
        Trainer = new VaeTrainer(Vae, Mnist, Random, recipe);
    }

    public VariationalAutoencoder Vae { get; }

    public VaeTrainer Trainer { get; }

    public override Trainer<ElboRecord> Run => Trainer;

    protected override IReadOnlyList<torch.nn.Module> Networks => [Vae];
}
