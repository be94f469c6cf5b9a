using DigitForge.Models;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>A small flow network and its run.</summary>
internal sealed class FlowFixture : TrainingFixture<FlowRecord>
{
    public FlowFixture(int seed = 1, int batchSize = 4, int sampleInterval = 1_000, FlowRecipe? recipe = null)
        : base(seed)
    {
        Network = new FlowNetwork(Random, width: 8);
        Trainer = new FlowTrainer(Network, Mnist, Random, (recipe ?? FlowRecipe.Standard with { LearningRate = 1e-3 }) with { BatchSize = batchSize, SampleInterval = sampleInterval });
    }

    public FlowNetwork Network { get; }

    public FlowTrainer Trainer { get; }

    public override Trainer<FlowRecord> Run => Trainer;

    protected override IReadOnlyList<torch.nn.Module> Networks => [Network];
}
