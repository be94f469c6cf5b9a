using System.Diagnostics;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class GanTrainerTests : PictureTrainerTests<IterationRecord>
{
    public static TheoryData<GanRecipe, int> Recipes => new()
    {
        { GanRecipe.Article, 0 },
        { GanRecipe.Steady, 0 },
        { GanRecipe.Article with { JointStep = true, SharedFakes = true, GradientPenalty = 1, PenaltyInterval = 2, PenaltyOnFakes = true, AverageDecay = 0.9 }, 10 },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_thousand_steps_leave_no_live_tensor_and_no_memory_behind(GanRecipe recipe, int labelCount)
    {
        using var run = new TrainerFixture(batchSize: 2, recipe: recipe, labelCount: labelCount);
        run.Trainer.Train(200);
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long memory = ResidentMemory();

        run.Trainer.Train(799);

        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        // The tensors are counted exactly above. This limit is for native memory that TorchSharp does not count: a weight matrix
        // leaked in each step would be a gigabyte; the memory that the allocator keeps for later reached 23 MB.
        Assert.InRange(ResidentMemory() - memory, long.MinValue, 200_000_000);
    }

    [Fact]
    public void A_conditional_sample_shows_the_labels_in_turn()
    {
        using var run = new TrainerFixture(labelCount: 10);
        run.Trainer.Train(3);
        using var scope = torch.NewDisposeScope();
        long[] labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5];
        run.Generator.eval();
        Assert.Equal(
            run.Generator.Draw(run.Trainer.SampleNoise, torch.tensor(labels)).data<float>().ToArray(),
            run.Trainer.Draw().data<float>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_conditional_discriminator_sees_each_real_image_with_its_own_label_and_fakes_with_any(bool jointStep)
    {
        // Every pixel of a picture is its label, so that the witness can check whether both belong together.
        byte[] labels = [.. Enumerable.Range(0, 100).Select(i => (byte)(i % 10))];
        using var marked = ImageDataSet.From(
            new IdxArray([100, 28, 28], [.. labels.SelectMany(label => Enumerable.Repeat(label, 784))]),
            new IdxArray([100], labels), classNames: null, "marked");
        using var random = TorchRuntime.Random(1);
        using var artist = new Generator(random, labelCount: 10);
        using var witness = new WitnessDiscriminator();
        using var gan = Gan.Compile(artist, witness, GanRecipe.Article with { BatchSize = 40, JointStep = jointStep });
        using var trainer = new GanTrainer(gan, marked, random);
        trainer.Train(3);

        var seen = witness.Seen.Chunk(3 * 40).ToList();
        Assert.Equal(3, seen.Count);
        foreach (var iteration in seen)
        {
            Assert.All(iteration[..40], pair => Assert.Equal(pair.Label, pair.FirstPixel * 255, 1e-3));
            Assert.All(iteration, pair => Assert.InRange(pair.Label, 0, 9));
            Assert.Equal(10, iteration[40..].Select(pair => pair.Label).Distinct().Count());
        }
    }

    [Fact]
    public void Other_classes_than_the_networks_know_are_refused()
    {
        var refusal = Assert.Throws<OneSentenceException>(() => new TrainerFixture(labelCount: 3));
        Assert.EndsWith("found 10 classes, expected 3, the number of labels that the networks know.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mean_of_the_last_iterations_is_their_mean()
    {
        using var run = new TrainerFixture();
        Assert.Equal(default, run.Trainer.History.MeanOfLast(10));
        run.Trainer.Train(3);
        var records = run.Trainer.History.Records;
        Assert.Equal((records[1].GeneratorLoss + records[2].GeneratorLoss) / 2, run.Trainer.History.MeanOfLast(2).GeneratorLoss, 1e-6);
        Assert.Equal(records.Average(record => record.AccuracyOnFake), run.Trainer.History.MeanOfLast(100).AccuracyOnFake, 1e-6);
    }

    /// <inheritdoc/>
    protected override TrainingFixture<IterationRecord> Open(int seed, int sampleInterval) => new TrainerFixture(seed, sampleInterval: sampleInterval);

    private static long ResidentMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
