using DigitForge.Checkpoints;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class TrainingCheckpointsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string RunFolder => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_setting_and_the_labels_go_on_as_if_the_run_had_never_stopped()
    {
        using var once = Everything();
        once.Trainer.Train(10);
        using (var first = Kept(Everything()))
            first.Trainer.Train(6);
        using var second = Kept(Everything());
        second.Trainer.Resume();
        second.Trainer.TrainTo(10);

        Assert.Equal(once.AllWeights, second.AllWeights);
        using var drawn = once.Trainer.Draw();
        using var drawnAgain = second.Trainer.Draw();
        Assert.Equal(drawn.data<float>().ToArray(), drawnAgain.data<float>().ToArray());

        static TrainerFixture Everything() => new(
            labelCount: 10,
            leak: 0.1,
            recipe: GanRecipe.Article with
            {
                JointStep = true,
                SharedFakes = true,
                GradientPenalty = 1,
                PenaltyInterval = 4,
                PenaltyOnFakes = true,
                RealLabel = 0.9,
                AverageDecay = 0.9,
                Iterations = 10,
                DecayFrom = 0.5,
            });
    }

    [Fact]
    public void The_last_two_are_kept_and_what_a_killed_process_left_is_cleared_away()
    {
        Directory.CreateDirectory(RunFolder);
        File.WriteAllText(Path.Combine(RunFolder, "checkpoint-00000001.safetensors.4711.part"), "half");
        using var run = Kept(everyIterations: 2);
        run.Trainer.Train(7);
        Assert.Equal(["checkpoint-00000006.safetensors", "checkpoint-00000007.safetensors"], Files());
        Assert.Equal(7, run.Trainer.Checkpoints!.NewestIteration);
    }

    [Fact]
    public void A_run_that_forgot_to_resume_is_refused_before_it_trains_and_the_other_runs_checkpoints_stay()
    {
        using (var first = Kept(everyIterations: 3))
            first.Trainer.Train(5);
        using var second = Kept();
        string sentence = $"{RunFolder}: found a checkpoint of iteration 5 that this run did not resume from; call Resume() to continue from it, call Checkpoints.Clear() to delete it, or choose another folder.";
        Assert.Equal(sentence, Assert.Throws<CheckpointException>(() => second.Trainer.Train(2)).Message);
        Assert.Equal(0, second.Trainer.Iteration);
        Assert.Equal(sentence, Assert.Throws<CheckpointException>(() => second.Trainer.Checkpoints!.Save(second.Trainer)).Message);
        Assert.Equal(["checkpoint-00000003.safetensors", "checkpoint-00000005.safetensors"], Files());

        second.Trainer.Resume();
        second.Trainer.Train(1);
        Assert.Equal(["checkpoint-00000005.safetensors", "checkpoint-00000006.safetensors"], Files());
    }

    [Fact]
    public void The_checkpoints_of_one_trainer_are_another_runs_to_the_next_trainer()
    {
        using var first = Kept();
        first.Trainer.Train(2);
        using var second = new TrainerFixture(sampleInterval: 3);
        second.Trainer.Checkpoints = first.Trainer.Checkpoints;
        Assert.Throws<CheckpointException>(() => second.Trainer.Train(1));
        first.Trainer.Train(1);
        Assert.Equal(["checkpoint-00000002.safetensors", "checkpoint-00000003.safetensors"], Files());
    }

    [Fact]
    public void A_run_that_went_back_deletes_the_checkpoints_of_the_way_that_it_gave_up()
    {
        using var run = Kept(everyIterations: 2);
        run.Trainer.Train(4);
        File.WriteAllText(Path.Combine(RunFolder, "checkpoint-00000004.safetensors"), "damaged");
        Assert.Equal(2, run.Trainer.Resume().Iteration);
        run.Trainer.Train(1);
        Assert.Equal(["checkpoint-00000002.safetensors", "checkpoint-00000003.safetensors"], Files());
    }

    [Fact]
    public void While_one_run_trains_another_is_refused_and_deletes_nothing_of_it()
    {
        using var first = Kept();
        using var second = Kept();
        string[] during = [], refusals = [];
        first.Trainer.Train(2, new InlineProgress<TrainingProgress>(progress =>
        {
            if (progress.Iteration != 1)
                return;
            File.WriteAllText(Path.Combine(RunFolder, "checkpoint-00000001.safetensors.x.part"), "half");
            refusals = [.. new Action[] { () => second.Trainer.Train(1), () => second.Trainer.Checkpoints!.Save(second.Trainer), second.Trainer.Checkpoints!.Clear }
                .Select(action => Assert.Throws<CheckpointException>(action).Message)];
            during = Files();
        }));

        Assert.Equal(
            [$"{RunFolder}: found another run training in this folder, in another notebook or window; expected one run at a time: wait until it ends, or choose another folder."],
            refusals.Distinct());
        Assert.Equal(3, refusals.Length);
        Assert.Contains("checkpoint-00000001.safetensors.x.part", during);
        Assert.Equal(["checkpoint-00000002.safetensors"], Files());
    }

    [Fact]
    public void A_run_that_fails_leaves_the_folder_free()
    {
        using var first = Kept();
        Assert.Throws<InvalidOperationException>(() => first.Trainer.Train(2, new InlineProgress<TrainingProgress>(_ => throw new InvalidOperationException())));
        using var second = Kept();
        Assert.Equal(1, second.Trainer.Train(1).Iterations);
    }

    [Fact]
    public void A_read_only_copy_can_be_resumed_from()
    {
        using (var first = Kept())
            first.Trainer.Train(2);
        DateTime before = Directory.GetLastWriteTimeUtc(RunFolder);
        using var reader = Kept();
        Assert.Equal(2, reader.Trainer.Resume().Iteration);
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(RunFolder));
    }

    [Fact]
    public void After_clearing_the_run_is_kept_again()
    {
        using var run = Kept();
        run.Trainer.Train(2);
        run.Trainer.Checkpoints!.Clear();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        run.Trainer.Train(1, cancellationToken: cancelled.Token);
        Assert.Equal(["checkpoint-00000002.safetensors"], Files());
    }

    [Fact]
    public void Checkpoints_of_a_diverged_training_never_replace_good_ones()
    {
        using var run = Kept(everyIterations: 1);
        Assert.Throws<OneSentenceException>(() => run.Trainer.Train(9, new InlineProgress<TrainingProgress>(progress =>
        {
            if (progress.Iteration == 3)
                run.Break();
        })));
        Assert.Throws<OneSentenceException>(() => run.Trainer.Checkpoints!.Save(run.Trainer));
        Assert.Equal(["checkpoint-00000001.safetensors", "checkpoint-00000002.safetensors"], Files());

        Assert.Equal(2, run.Trainer.Resume().Iteration);
        run.Trainer.Train(2);
        using var straight = new TrainerFixture(sampleInterval: 3);
        straight.Trainer.Train(4);
        Assert.Equal(straight.AllWeights, run.AllWeights);
    }

    [Fact]
    public void A_learning_rate_much_too_large_leaves_no_number_that_is_not_finite_in_the_folder()
    {
        using var run = Kept(new TrainerFixture(recipe: GanRecipe.Article with { LearningRate = 1e20 }), everyIterations: 1);
        Assert.Throws<OneSentenceException>(() => run.Trainer.Train(30));
        Assert.InRange(run.Trainer.Iteration, 0, 3);
        using var scope = torch.NewDisposeScope();
        foreach (string path in Directory.GetFiles(RunFolder))
        {
            using var file = SafeTensorsFile.Load(path);
            Assert.All(file.Tensors.Where(pair => pair.Key.StartsWith("generator.", StringComparison.Ordinal)), pair => Assert.True(pair.Value.isfinite().all().item<bool>(), pair.Key));
        }
    }

    [Fact]
    public void A_cleared_folder_has_no_checkpoint_and_keeps_what_is_not_its_own()
    {
        using (var first = Kept())
            first.Trainer.Train(2);
        File.WriteAllText(Path.Combine(RunFolder, "checkpoint-00000003.safetensors.4711.part"), "half");
        File.WriteAllText(Path.Combine(RunFolder, "notes.txt"), "mine");

        using var second = Kept();
        second.Trainer.Checkpoints!.Clear();
        Assert.Equal(["notes.txt"], Files());
        Assert.Equal(0, second.Trainer.Resume().Iteration);

        Directory.Delete(RunFolder, recursive: true);
        second.Trainer.Checkpoints.Clear();
        Assert.False(Directory.Exists(RunFolder));
    }

    [Fact]
    public void Time_and_cancellation_bring_a_checkpoint_as_well()
    {
        using var byTime = Kept(every: TimeSpan.FromTicks(1));
        using var cancellation = new CancellationTokenSource();
        byTime.Trainer.Train(100, new InlineProgress<TrainingProgress>(progress =>
        {
            if (progress.Iteration == 3)
                cancellation.Cancel();
        }), cancellation.Token);
        Assert.Equal(["checkpoint-00000002.safetensors", "checkpoint-00000003.safetensors"], Files());

        using var byCancellation = Kept();
        byCancellation.Trainer.Resume();
        using var again = new CancellationTokenSource();
        byCancellation.Trainer.Train(100, new InlineProgress<TrainingProgress>(_ => again.Cancel()), again.Token);
        Assert.Equal(4, byCancellation.Trainer.Checkpoints!.NewestIteration);
    }

    [Fact]
    public void A_cancelled_run_leaves_its_newest_checkpoint_at_its_last_iteration_and_goes_on_as_if_it_had_never_stopped()
    {
        using var cancellation = new CancellationTokenSource();
        RequireNothingLost(atFour: cancellation.Cancel, cancellation);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("stop.txt")]
    public void A_file_stops_the_run_and_nothing_is_lost(string name)
    {
        RequireNothingLost(atFour: () => File.WriteAllText(Path.Combine(RunFolder, name), ""));
        Assert.Equal(Path.Combine(RunFolder, "stop"), new TrainingCheckpoints(RunFolder).StopFile);
    }

    [Fact]
    public void A_file_from_before_the_run_does_not_stop_it()
    {
        using var run = Kept();
        Directory.CreateDirectory(RunFolder);
        File.WriteAllText(run.Trainer.Checkpoints!.StopFile, "");
        Assert.False(run.Trainer.Train(2).WasCancelled);
        Assert.Equal(["checkpoint-00000002.safetensors"], Files());
    }

    // Stopped in the fourth of ten iterations, between two checkpoints.
    private void RequireNothingLost(Action atFour, CancellationTokenSource? cancellation = null)
    {
        using (var first = Kept(everyIterations: 3))
        {
            var run = first.Trainer.Train(10, new InlineProgress<TrainingProgress>(progress =>
            {
                if (progress.Iteration == 4)
                    atFour();
            }), cancellation?.Token ?? CancellationToken.None);
            Assert.Equal((4, true), (run.Iterations, run.WasCancelled));
            Assert.Equal(first.Trainer.Iteration, first.Trainer.Checkpoints!.NewestIteration);
        }

        Assert.Equal(["checkpoint-00000003.safetensors", "checkpoint-00000004.safetensors"], Files());
        using var second = Kept();
        Assert.Equal(4, second.Trainer.Resume().Iteration);
        second.Trainer.TrainTo(10);
        using var once = new TrainerFixture(sampleInterval: 3);
        once.Trainer.Train(10);
        Assert.Equal(once.AllWeights, second.AllWeights);
        Assert.Equal(once.Trainer.History.Records, second.Trainer.History.Records);
    }

    [Fact]
    public void Training_to_an_iteration_that_was_reached_does_nothing()
    {
        using var run = new TrainerFixture();
        Assert.Equal(3, run.Trainer.TrainTo(3).Iterations);
        var rest = run.Trainer.TrainTo(3);
        Assert.Equal((0, false), (rest.Iterations, rest.WasCancelled));
        Assert.Equal("Trained 0 iterations: there was nothing left to do", rest.ToString());
    }

    [Fact]
    public void Without_a_checkpoint_the_run_begins_at_the_beginning()
    {
        using var run = Kept();
        var resumption = run.Trainer.Resume();
        Assert.Equal((0, $"No checkpoint in {RunFolder}: the run begins at the beginning."), (resumption.Iteration, resumption.Message));
        Assert.Null(run.Trainer.Checkpoints!.NewestIteration);
    }

    [Fact]
    public void Another_runs_checkpoint_is_refused_by_name_and_nothing_changes()
    {
        using (var run = Kept())
            run.Trainer.Train(2);

        using var batch = Kept(new TrainerFixture(batchSize: 6));
        using var seed = Kept(new TrainerFixture(seed: 2));
        using var leak = Kept(new TrainerFixture(sampleInterval: 3, leak: 0.2));
        using var labels = Kept(new TrainerFixture(sampleInterval: 3, labelCount: 10));
        using var loss = Kept(new TrainerFixture(sampleInterval: 3, recipe: GanRecipe.Article with { Loss = GanLoss.ClippedCrossEntropy }));
        float[] before = batch.AllWeights;
        Assert.StartsWith("checkpoint-00000002.safetensors: found the BatchSize '4', expected '6' as in this run", Refusal(batch), StringComparison.Ordinal);
        Assert.StartsWith("checkpoint-00000002.safetensors: found the seed '1', expected '2' as in this run", Refusal(seed), StringComparison.Ordinal);
        Assert.StartsWith("checkpoint-00000002.safetensors: found the generator 'dense1 Linear, relu1 ReLU, ", Refusal(leak), StringComparison.Ordinal);
        Assert.Contains("([256, 100], expected [256, 110])", Refusal(labels), StringComparison.Ordinal);
        Assert.StartsWith("checkpoint-00000002.safetensors: found the Loss 'CrossEntropy', expected 'ClippedCrossEntropy'", Refusal(loss), StringComparison.Ordinal);
        Assert.Equal(0, batch.Trainer.Iteration);
        Assert.Equal(before, batch.AllWeights);
    }

    [Fact]
    public void Where_the_learning_rate_falls_towards_the_end_another_length_is_another_run()
    {
        var falling = GanRecipe.Article with { JointStep = true, DecayFrom = 0.5, Iterations = 6 };
        using (var first = Kept(new TrainerFixture(recipe: falling)))
            first.Trainer.Train(2);
        using var longer = Kept(new TrainerFixture(recipe: falling with { Iterations = 8 }));
        Assert.StartsWith("checkpoint-00000002.safetensors: found the Iterations '6', expected '8'", Refusal(longer), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_models_checkpoint_is_refused()
    {
        using (var gan = Kept())
            gan.Trainer.Train(2);
        using var vae = new VaeFixture(sampleInterval: 3);
        vae.Trainer.Checkpoints = new TrainingCheckpoints(RunFolder);
        Assert.StartsWith(
            "checkpoint-00000002.safetensors: found the autoencoder none, expected 'encoder Sequential, mean Linear, ",
            Assert.Throws<CheckpointException>(vae.Trainer.Resume).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_a_warm_up_and_one_without_are_two_and_a_checkpoint_that_does_not_know_the_setting_has_none()
    {
        var rising = GanRecipe.Article with { WarmUp = 5 };
        using (var first = Kept(new TrainerFixture(recipe: rising)))
            first.Trainer.Train(2);
        using var without = Kept(new TrainerFixture());
        Assert.StartsWith("checkpoint-00000002.safetensors: found the WarmUp '5', expected none as in this run", Refusal(without), StringComparison.Ordinal);

        without.Trainer.Checkpoints!.Clear();
        without.Trainer.Train(2);
        using var with = Kept(new TrainerFixture(recipe: rising));
        Assert.StartsWith("checkpoint-00000002.safetensors: found the WarmUp none, expected '5' as in this run", Refusal(with), StringComparison.Ordinal);
        using var file = SafeTensorsFile.Load(Newest(RunFolder));
        Assert.DoesNotContain("WarmUp", file.Metadata.Keys);
    }

    public static TheoryData<string, string, string> OtherTexts => new()
    {
        { "version", "1", "found the version '1', expected '2'" },
        { "data", "Fashion-MNIST", "found the data 'Fashion-MNIST', expected 'MNIST (test): 10,000 images" },
        { "LearningRate", "", "found the LearningRate '', expected '0.001'" },
    };

    [Theory]
    [MemberData(nameof(OtherTexts))]
    public void A_text_that_differs_is_named(string key, string text, string expected)
    {
        Rewrite((_, texts) => texts[key] = text);
        using var run = Kept();
        Assert.Contains(expected, Refusal(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_threads_is_told()
    {
        Rewrite((_, texts) => texts["threads"] = "99");
        using var run = Kept();
        Assert.StartsWith(
            "Continuing from iteration 2. The rest may differ in the last digits from a run without interruption: threads '99' then,",
            run.Trainer.Resume().Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<torch.Tensor, torch.Tensor?>, string> OtherTensors => new()
    {
        { "generator.dense1.bias", _ => null, "does not fit: missing 'generator.dense1.bias'" },
        { "discriminator_adam.exp_avg.dense1.bias", _ => torch.zeros(3), "([3], expected [512])" },
        { "generator_adam.steps", _ => torch.zeros(1, torch.int64), "([1], expected [15])" },
        { "sample_noise", tensor => tensor.to(torch.float64), "found numbers of the type Float64 in 'sample_noise', expected Float32" },
        { "history", _ => torch.zeros(5), "([5], expected [5, 4])" },
        { "samples", _ => torch.zeros(9, 16, 784), "([9, 16, 784], expected [1, 16, 784])" },
        { "random", _ => torch.zeros(5056, torch.uint8), "found an invalid random state" },
        { "random", _ => torch.ones(100, torch.uint8), "([100], expected [5056])" },
        { "random", tensor => tensor.index_put_(torch.full([], 255, torch.uint8), torch.TensorIndex.Single(8)), "found an invalid random state" },
        { "random", tensor => tensor.index_put_(torch.full([], 2, torch.uint8), torch.TensorIndex.Single(5052)), "found an invalid random state" },
    };

    [Theory]
    [MemberData(nameof(OtherTensors), DisableDiscoveryEnumeration = true)]
    public void A_tensor_that_does_not_fit_is_named_and_nothing_changes(string name, Func<torch.Tensor, torch.Tensor?> other, string expected)
    {
        Rewrite((tensors, _) =>
        {
            if (other(tensors[name]) is { } changed)
                tensors[name] = changed;
            else
                tensors.Remove(name);
        });
        using var run = Kept();
        float[] before = run.AllWeights;
        Assert.Contains(expected, Refusal(run), StringComparison.Ordinal);
        Assert.Equal(0, run.Trainer.Iteration);
        Assert.Equal(before, run.AllWeights);
    }

    [Fact]
    public void A_damaged_newest_checkpoint_falls_back_to_the_one_before_and_says_so()
    {
        using (var first = Kept(everyIterations: 3))
            first.Trainer.Train(5);
        byte[] content = File.ReadAllBytes(Newest(RunFolder));
        content[^1000] ^= 1;
        File.WriteAllBytes(Newest(RunFolder), content);

        using var flipped = Kept();
        var resumption = flipped.Trainer.Resume();
        Assert.Equal(3, resumption.Iteration);
        Assert.StartsWith("checkpoint-00000005.safetensors: found the SHA-256 ", resumption.Message, StringComparison.Ordinal);
        Assert.EndsWith(": the file is damaged. Fell back to the previous one. Continuing from iteration 3.", resumption.Message, StringComparison.Ordinal);

        File.WriteAllBytes(Newest(RunFolder), content[..5000]);
        using var cut = Kept();
        Assert.Contains("the file is truncated", cut.Trainer.Resume().Message, StringComparison.Ordinal);

        foreach (string file in Directory.GetFiles(RunFolder))
            File.WriteAllText(file, "");
        using var none = Kept();
        Assert.Contains("no checkpoint can be read; delete the folder to start over.", Refusal(none), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_out_of_range_and_a_folder_that_is_none_are_named()
    {
        Assert.Equal("everyIterations is 0; expected at least 1.", Assert.Throws<CheckpointException>(() => new TrainingCheckpoints("x", 0)).Message);
        Assert.Equal("every is 00:00:00; expected a time above 0.", Assert.Throws<CheckpointException>(() => new TrainingCheckpoints("x", 1, TimeSpan.Zero)).Message);
        using var run = new TrainerFixture();
        Assert.StartsWith("Checkpoints is null;", Refusal(run), StringComparison.Ordinal);
        File.WriteAllText(RunFolder, "a file");
        run.Trainer.Checkpoints = new TrainingCheckpoints(RunFolder);
        Assert.Contains("the folder cannot be used for checkpoints", Assert.Throws<CheckpointException>(() => run.Trainer.Train(1)).Message, StringComparison.Ordinal);
    }

    private TrainerFixture Kept(int everyIterations = 1_000, TimeSpan? every = null) => Kept(new TrainerFixture(sampleInterval: 3), everyIterations, every);

    private TrainerFixture Kept(TrainerFixture run, int everyIterations = 1_000, TimeSpan? every = null)
    {
        run.Trainer.Checkpoints = new TrainingCheckpoints(RunFolder, everyIterations, every ?? TimeSpan.FromHours(1));
        return run;
    }

    // A checkpoint whose digest is right but whose content is wrong.
    private void Rewrite(Action<Dictionary<string, torch.Tensor>, Dictionary<string, string>> change)
    {
        using (var run = Kept())
            run.Trainer.Train(2);
        using var scope = torch.NewDisposeScope();
        using var file = SafeTensorsFile.Load(Newest(RunFolder));
        var tensors = new Dictionary<string, torch.Tensor>(file.Tensors);
        var texts = new Dictionary<string, string>(file.Metadata.Where(text => text.Key != "sha256"));
        change(tensors, texts);
        new CheckpointFolder(RunFolder).Save(2, tensors, texts);
    }

    private static string Refusal(TrainerFixture run) => Assert.Throws<CheckpointException>(run.Trainer.Resume).Message;

    private string[] Files() => [.. Directory.GetFiles(RunFolder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Newest(string run) => Directory.GetFiles(run).Order(StringComparer.Ordinal).Last();
}
