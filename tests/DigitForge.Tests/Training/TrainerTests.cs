using DigitForge.Checkpoints;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

/// <summary>The tests of every training run, whatever it trains.</summary>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
public abstract class TrainerTests<TRecord>
    where TRecord : struct, IIterationRecord<TRecord>
{
    [Fact]
    public void The_same_seed_gives_the_same_weights_history_and_pictures_bit_for_bit()
    {
        var (first, second, other) = (Result(seed: 1), Result(seed: 1), Result(seed: 2));
        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.History, second.History);
        Assert.Equal(first.Pixels, second.Pixels);
        Assert.NotEqual(first.Weights, other.Weights);

        (float[] Weights, TRecord[] History, float[] Pixels) Result(int seed)
        {
            using var fixture = Open(seed, sampleInterval: 10);
            fixture.Run.Train(10);
            return (fixture.AllWeights, [.. fixture.Run.History.Records], Pixels(fixture));
        }
    }

    [Fact]
    public void Two_short_runs_are_one_long_one()
    {
        using var once = Open();
        once.Run.Train(12);
        using var twice = Open();
        twice.Run.Train(5);
        twice.Run.TrainTo(12);

        Assert.Equal(12, twice.Run.Iteration);
        Assert.Equal(0, twice.Run.TrainTo(12).Iterations);
        Assert.Equal(once.AllWeights, twice.AllWeights);
        Assert.Equal(once.Run.History.Records, twice.Run.History.Records);
    }

    [Fact]
    public void Progress_tells_every_iteration_and_the_time_left()
    {
        using var fixture = Open(sampleInterval: 2);
        var heard = new List<TrainingProgress>();
        fixture.Run.Train(4, new InlineProgress<TrainingProgress>(heard.Add));

        Assert.Equal([0, 1, 2, 3, 4], heard.Select(progress => progress.Iteration));
        Assert.All(heard, progress => Assert.Equal(4, progress.Total));
        Assert.Equal(fixture.Run.Samples, heard.Select(progress => progress.Sample).Where(sample => sample is not null));
        Assert.Null(heard[0].Remaining);
        Assert.True(heard[1].Remaining > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, heard[4].Remaining);
    }

    [Fact]
    public void Cancelling_ends_the_run_between_two_iterations_and_a_new_call_goes_on()
    {
        using var fixture = Open();
        using var cancellation = new CancellationTokenSource();
        var stopAtThree = new InlineProgress<TrainingProgress>(progress =>
        {
            if (progress.Iteration == 3)
                cancellation.Cancel();
        });

        var stopped = fixture.Run.Train(100, stopAtThree, cancellation.Token);
        Assert.Equal((3, true), (stopped.Iterations, stopped.WasCancelled));
        var rest = fixture.Run.Train(2);
        Assert.Equal((2, false), (rest.Iterations, rest.WasCancelled));

        using var uninterrupted = Open();
        uninterrupted.Run.Train(5);
        Assert.Equal(uninterrupted.AllWeights, fixture.AllWeights);
    }

    [Fact]
    public void Disposing_everything_leaves_no_live_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var fixture = Open(sampleInterval: 2))
            fixture.Run.Train(4);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_run_that_goes_on_in_a_new_process_ends_as_if_it_had_never_stopped()
    {
        using var folder = new TemporaryFolder();
        using var once = Kept(folder.File("once"));
        once.Run.Train(10);

        using (var first = Kept(folder.File("run")))
            first.Run.Train(6);
        using var second = Kept(folder.File("run"));
        Assert.Equal("Continuing from iteration 6.", second.Run.Resume().ToString());
        second.Run.TrainTo(10);

        Assert.Equal(once.AllWeights, second.AllWeights);
        Assert.Equal(once.Run.History.Records, second.Run.History.Records);
        Assert.Equal(once.Run.Samples.Select(sample => sample.Iteration), second.Run.Samples.Select(sample => sample.Iteration));
        Assert.Equal(Pixels(once), Pixels(second));
        Assert.Equal(Newest(folder.File("once")), Newest(folder.File("run")));

        static byte[] Newest(string run) => File.ReadAllBytes(Directory.GetFiles(run).Order(StringComparer.Ordinal).Last());
    }

    [Fact]
    public void Another_runs_checkpoint_is_refused_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        using (var first = Kept(folder.Path))
            first.Run.Train(2);
        using var other = Kept(folder.Path, seed: 2);
        float[] before = other.AllWeights;
        var refusal = Assert.Throws<CheckpointException>(other.Run.Resume);
        Assert.StartsWith("checkpoint-00000002.safetensors: found the seed '1', expected '2' as in this run", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.AllWeights);
        Assert.Equal(0, other.Run.Iteration);
    }

    [Fact]
    public void Saving_and_resuming_leave_no_live_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 2; i++)
        {
            using var fixture = Kept(folder.Path);
            fixture.Run.Resume();
            fixture.Run.Train(2);
            fixture.Run.Resume();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_training_that_explodes_stops_in_one_sentence_and_the_history_until_then_stays()
    {
        using var fixture = Open();
        fixture.Run.Train(2);
        fixture.Break();
        var heard = new List<TrainingProgress>();
        var divergence = Assert.Throws<OneSentenceException>(() => fixture.Run.Train(1_000, new InlineProgress<TrainingProgress>(heard.Add)));

        Assert.StartsWith("The training diverged in iteration 3: found losses that are not finite (", divergence.Message, StringComparison.Ordinal);
        Assert.EndsWith("); create new networks and try a LearningRate below 0.001.", divergence.Message, StringComparison.Ordinal);
        Assert.Equal(2, fixture.Run.Iteration);
        Assert.All(fixture.Run.History.Records, record => Assert.True(record.IsFinite));
        Assert.Empty(heard);
    }

    [Fact]
    public void Weights_that_the_last_step_made_infinite_are_found_although_no_loss_shows_them()
    {
        using var fixture = Open();
        var divergence = Assert.Throws<OneSentenceException>(() => fixture.Run.Train(2, new InlineProgress<TrainingProgress>(progress =>
        {
            if (progress.Iteration == 2)
                fixture.Break();
        })));
        Assert.Matches("^The training diverged in iteration 2: found numbers in the .*weight that are not finite; create new networks", divergence.Message);
    }

    [Fact]
    public void Fewer_than_one_iteration_is_refused()
    {
        using var fixture = Open();
        var refusal = Assert.Throws<OneSentenceException>(() => fixture.Run.Train(0));
        Assert.Equal("The number of iterations is 0; expected at least 1.", refusal.Message);
    }

    /// <summary>Prepares a run with small batches.</summary>
    protected abstract TrainingFixture<TRecord> Open(int seed = 1, int sampleInterval = 1_000);

    private TrainingFixture<TRecord> Kept(string folder, int seed = 1)
    {
        var fixture = Open(seed, sampleInterval: 3);
        fixture.Run.Checkpoints = new TrainingCheckpoints(folder, everyIterations: 4, every: TimeSpan.FromHours(1));
        return fixture;
    }

    private static float[] Pixels(TrainingFixture<TRecord> fixture) =>
        [.. fixture.Run.Samples.SelectMany(sample => sample.Images.data<float>().ToArray())];
}

/// <summary>The tests of every training run of a network that draws pictures.</summary>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
public abstract class PictureTrainerTests<TRecord> : TrainerTests<TRecord>
    where TRecord : struct, IIterationRecord<TRecord>
{
    [Fact]
    public void Samples_are_drawn_before_the_first_iteration_and_at_every_interval()
    {
        using var fixture = Open(sampleInterval: 4);
        fixture.Run.Train(5);
        fixture.Run.Train(3);

        var samples = fixture.Run.Samples;
        Assert.Equal([0, 4, 8], samples.Select(sample => sample.Iteration));
        Assert.All(samples, sample => Assert.Equal([16, 784], sample.Images.shape));
        Assert.NotEqual(samples[0].Images.data<float>().ToArray(), samples[1].Images.data<float>().ToArray());
        using var now = fixture.Run.DrawSample();
        Assert.Equal(now!.data<float>().ToArray(), samples[^1].Images.data<float>().ToArray());
    }

    [Fact]
    public void A_sample_is_reported_with_the_iteration_that_it_was_drawn_after()
    {
        using var fixture = Open(sampleInterval: 2);
        var heard = new List<TrainingProgress>();
        fixture.Run.Train(4, new InlineProgress<TrainingProgress>(heard.Add));
        Assert.Equal([true, false, true, false, true], heard.Select(progress => progress.Sample is not null));
        Assert.All(heard.Where(progress => progress.Sample is not null), progress => Assert.Equal(progress.Iteration, progress.Sample!.Iteration));
    }
}
