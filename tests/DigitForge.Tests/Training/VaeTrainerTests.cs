using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class VaeTrainerTests
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
    public void The_same_seed_gives_the_same_weights_history_and_pictures_bit_for_bit()
    {
        var (first, second, other) = (Result(seed: 1), Result(seed: 1), Result(seed: 2));
        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.History, second.History);
        Assert.Equal(first.Pixels, second.Pixels);
        Assert.NotEqual(first.Weights, other.Weights);

        static (float[] Weights, ElboRecord[] History, float[] Pixels) Result(int seed)
        {
            using var run = new VaeFixture(seed, sampleInterval: 10);
            run.Trainer.Train(10);
            return (Weights.Of(run.Vae), [.. run.Trainer.History.Records], run.Trainer.Samples[^1].Images.data<float>().ToArray());
        }
    }

    [Fact]
    public void Two_short_runs_are_one_long_one()
    {
        using var once = new VaeFixture();
        once.Trainer.Train(12);
        using var twice = new VaeFixture();
        twice.Trainer.Train(5);
        twice.Trainer.TrainTo(12);

        Assert.Equal(12, twice.Trainer.Iteration);
        Assert.Equal(0, twice.Trainer.TrainTo(12).Iterations);
        Assert.Equal(Weights.Of(once.Vae), Weights.Of(twice.Vae));
        Assert.Equal(once.Trainer.History.Records, twice.Trainer.History.Records);
    }

    [Fact]
    public void Samples_are_what_the_decoder_makes_of_the_same_noise()
    {
        using var run = new VaeFixture(sampleInterval: 4);
        run.Trainer.Train(8);
        Assert.Equal([0, 4, 8], run.Trainer.Samples.Select(sample => sample.Iteration));
        Assert.All(run.Trainer.Samples, sample => Assert.Equal([16, 784], sample.Images.shape));
        using var now = run.Trainer.Draw();
        Assert.Equal(now.data<float>().ToArray(), run.Trainer.Samples[^1].Images.data<float>().ToArray());
        Assert.NotEqual(run.Trainer.Samples[0].Images.data<float>().ToArray(), run.Trainer.Samples[1].Images.data<float>().ToArray());
    }

    [Fact]
    public void Progress_tells_every_iteration()
    {
        using var run = new VaeFixture(sampleInterval: 2);
        var heard = new List<TrainingProgress>();
        run.Trainer.Train(4, new InlineProgress<TrainingProgress>(heard.Add));
        Assert.Equal([0, 1, 2, 3, 4], heard.Select(progress => progress.Iteration));
        Assert.Equal([true, false, true, false, true], heard.Select(progress => progress.Sample is not null));
    }

    [Fact]
    public void Cancelling_ends_the_run_between_two_iterations_and_a_new_call_goes_on()
    {
        using var run = new VaeFixture();
        using var cancellation = new CancellationTokenSource();
        var stopAtThree = new InlineProgress<TrainingProgress>(progress =>
        {
            if (progress.Iteration == 3)
                cancellation.Cancel();
        });

        var stopped = run.Trainer.Train(100, stopAtThree, cancellation.Token);
        Assert.Equal((3, true), (stopped.Iterations, stopped.WasCancelled));
        run.Trainer.Train(2);

        using var uninterrupted = new VaeFixture();
        uninterrupted.Trainer.Train(5);
        Assert.Equal(Weights.Of(uninterrupted.Vae), Weights.Of(run.Vae));
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
    public void Hundreds_of_steps_and_disposing_leave_no_live_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var run = new VaeFixture(batchSize: 2, sampleInterval: 100))
        {
            run.Trainer.Train(120);
            long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            run.Trainer.Train(79);
            Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_setting_out_of_range_and_pictures_of_another_size_are_refused()
    {
        using var random = TorchRuntime.Random(1);
        using var vae = new VariationalAutoencoder(random);
        using var digits = Digits.Part(0, 10);
        string Refusal(VaeRecipe recipe) => Assert.Throws<RecipeException>(() => new VaeTrainer(vae, digits, random, recipe)).Message;
        Assert.Equal("BatchSize is 0; expected at least 1.", Refusal(VaeRecipe.Standard with { BatchSize = 0 }));
        Assert.Equal("DivergenceWeight is -1; expected 0 or more.", Refusal(VaeRecipe.Standard with { DivergenceWeight = -1 }));
        Assert.Equal("DivergenceWeight is NaN; expected 0 or more.", Refusal(VaeRecipe.Standard with { DivergenceWeight = double.NaN }));

        using var small = ImageDataSet.From(new IdxArray([1, 2, 2], new byte[4]), new IdxArray([1], [0]), null, "small");
        var wrongSize = Assert.Throws<DataFileException>(() => new VaeTrainer(vae, small, random));
        Assert.StartsWith("small: found images of 4 pixels, expected 784", wrongSize.Message, StringComparison.Ordinal);
    }
}
