using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class VaeTrainerTests : PictureTrainerTests<ElboRecord>
{
    [Fact]
    public void The_loss_falls_far_in_a_hundred_iterations()
    {
        using var run = new VaeFixture(batchSize: 32);
        run.Trainer.Train(100);
        float first = run.Trainer.History.Records[0].NegativeElbo;
        Assert.InRange(first, 500, 600);
        Assert.InRange(run.Trainer.History.MeanOfLast(10).NegativeElbo, 100, first / 2);
    }

    [Fact]
    public void Without_divergence_in_the_loss_the_clouds_drift_from_the_standard()
    {
        Assert.True(DivergenceAfterTraining(weight: 0) > 3 * DivergenceAfterTraining(weight: 1));

        static float DivergenceAfterTraining(double weight)
        {
            using var run = new VaeFixture(batchSize: 32, divergenceWeight: weight);
            run.Trainer.Train(100);
            return run.Trainer.History.MeanOfLast(10).Divergence;
        }
    }

    [Fact]
    public void Hundreds_of_steps_leave_no_live_tensor_behind()
    {
        using var run = new VaeFixture(batchSize: 2, sampleInterval: 100);
        run.Trainer.Train(120);
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        run.Trainer.Train(79);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_setting_out_of_range_and_pictures_of_another_size_are_refused()
    {
        using var random = TorchRuntime.Random(1);
        using var vae = new VariationalAutoencoder(random);
        using var digits = Digits.Part(0, 10);
        string Refusal(VaeRecipe recipe) => Assert.Throws<OneSentenceException>(() => new VaeTrainer(vae, digits, random, recipe)).Message;
        Assert.Equal("BatchSize is 0; expected at least 1.", Refusal(VaeRecipe.Standard with { BatchSize = 0 }));
        Assert.Equal("DivergenceWeight is -1; expected 0 or more.", Refusal(VaeRecipe.Standard with { DivergenceWeight = -1 }));
        Assert.Equal("DivergenceWeight is NaN; expected 0 or more.", Refusal(VaeRecipe.Standard with { DivergenceWeight = double.NaN }));

        using var small = ImageDataSet.From(new IdxArray([1, 2, 2], new byte[4]), new IdxArray([1], [0]), null, "small");
        var wrongSize = Assert.Throws<OneSentenceException>(() => new VaeTrainer(vae, small, random));
        Assert.StartsWith("small: found images of 4 pixels, expected 784", wrongSize.Message, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    protected override TrainingFixture<ElboRecord> Open(int seed, int sampleInterval) => new VaeFixture(seed, sampleInterval: sampleInterval);
}
