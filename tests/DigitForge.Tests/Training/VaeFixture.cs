using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>All that training a variational autoencoder needs, with small batches so that tests are quick.</summary>
internal sealed class VaeFixture : ITrainingFixture<ElboRecord>
{
    private readonly ImageDataSet mnist = Repository.LoadMnist(DataSplit.Test);
    private readonly torch.Generator random;

    public VaeFixture(int seed = 1, int batchSize = 4, int sampleInterval = 1_000, double divergenceWeight = 1)
    {
        random = TorchRuntime.Random(seed);
        Vae = new VariationalAutoencoder(random);
        var recipe = VaeRecipe.Standard with { BatchSize = batchSize, SampleInterval = sampleInterval, DivergenceWeight = divergenceWeight };
        Trainer = new VaeTrainer(Vae, mnist, random, recipe);
    }

    public VariationalAutoencoder Vae { get; }

    public VaeTrainer Trainer { get; }

    public Trainer<ElboRecord> Run => Trainer;

    public float[] AllWeights => Weights.Read(Vae);

    public void Dispose()
    {
        Trainer.Dispose();
        Vae.Dispose();
        random.Dispose();
        mnist.Dispose();
    }
}
