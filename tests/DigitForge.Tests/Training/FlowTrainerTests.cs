using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class FlowTrainerTests : TrainerTests<FlowRecord>
{
    [Fact]
    public void The_loss_falls_far_in_a_hundred_iterations()
    {
        using var run = new FlowFixture(batchSize: 16, recipe: FlowRecipe.Standard with { LearningRate = 5e-3, WarmUp = 0 });
        run.Trainer.Train(100);
        // The error of a network whose velocity is 0 is the whole velocity: noise of variance 1, and a picture whose pixels are mostly -1.
        Assert.InRange(run.Trainer.History.Records[0].Loss, 1.7, 2.2);
        Assert.InRange(run.Trainer.History.MeanOfLast(20).Loss, 0.1, 1);
    }

    [Fact]
    public void Hundreds_of_steps_leave_no_live_tensor_behind()
    {
        using var run = new FlowFixture(batchSize: 2, sampleInterval: 100);
        run.Trainer.Train(120);
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        run.Trainer.Train(79);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_average_draws_and_is_lent()
    {
        using var run = new FlowFixture();
        run.Trainer.Train(20);
        float[] own = run.AllWeights;
        using (run.Trainer.LendAverage())
            Assert.NotEqual(own, run.AllWeights);
        Assert.Equal(own, run.AllWeights);
    }

    [Fact]
    public void Hidden_labels_reach_the_network_as_any_digit()
    {
        Assert.NotEqual(Trained(hiddenLabels: 0), Trained(hiddenLabels: 1));
        // Weights that no label reaches do not learn: with all labels hidden, the weights of the ten digits do not change.
        using var run = new FlowFixture(recipe: FlowRecipe.Standard with { HiddenLabels = 1, LearningRate = 1e-3 });
        var before = DigitWeights(run.Network);
        run.Trainer.Train(3);
        Assert.Equal(before, DigitWeights(run.Network));

        static float[] Trained(double hiddenLabels)
        {
            using var run = new FlowFixture(recipe: FlowRecipe.Standard with { HiddenLabels = hiddenLabels, LearningRate = 1e-3 });
            run.Trainer.Train(3);
            return run.AllWeights;
        }

        static float[] DigitWeights(FlowNetwork network)
        {
            using var scope = torch.NewDisposeScope();
            return [.. network.state_dict()["condition.dense1.weight"][.., 32..42].contiguous().data<float>()];
        }
    }

    [Fact]
    public void A_setting_out_of_range_and_data_of_another_kind_are_refused()
    {
        using var random = TorchRuntime.Random(1);
        using var network = new FlowNetwork(random, width: 8);
        using var digits = Digits.Part(0, 10);
        string Refusal(FlowRecipe recipe) => Assert.Throws<OneSentenceException>(() => new FlowTrainer(network, digits, random, recipe)).Message;
        Assert.Equal("AverageDecay is 1; expected 0 or more and below 1.", Refusal(FlowRecipe.Standard with { AverageDecay = 1 }));
        Assert.Equal("HiddenLabels is 1.5; expected 0 to 1.", Refusal(FlowRecipe.Standard with { HiddenLabels = 1.5 }));
        Assert.Equal("BatchSize is 0; expected at least 1.", Refusal(FlowRecipe.Standard with { BatchSize = 0 }));

        using var small = ImageDataSet.From(new IdxArray([1, 2, 2], new byte[4]), new IdxArray([1], [0]), DataSets.Mnist.ClassNames, "small");
        Assert.StartsWith("small: found images of 4 pixels, expected 784", Assert.Throws<OneSentenceException>(() => new FlowTrainer(network, small, random)).Message, StringComparison.Ordinal);

        using var threeLabels = new FlowNetwork(random, labelCount: 3, width: 8);
        Assert.Equal(
            "part of MNIST: found 10 classes, expected 3, the number of labels that the network knows.",
            Assert.Throws<OneSentenceException>(() => new FlowTrainer(threeLabels, digits, random)).Message);
    }

    /// <inheritdoc/>
    protected override TrainingFixture<FlowRecord> Open(int seed, int sampleInterval) => new FlowFixture(seed, sampleInterval: sampleInterval);
}
