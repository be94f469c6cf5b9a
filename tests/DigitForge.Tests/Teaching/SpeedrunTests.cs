using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class SpeedrunTests : IDisposable
{
    private static readonly QualityBar Any = new() { MaxDistance = 1e9, SmallestShare = 0, LargestShare = 1, MaxCriticAccuracy = 1 };
    private static readonly QualityBar Unreachable = new() { MaxDistance = 1e-9 };

    private readonly TemporaryFolder folder = new();
    private readonly ImageDataSet data = Digits.Part(0, 300);
    private readonly Evaluator evaluator;

    public SpeedrunTests() => evaluator = Evaluator.Load(Repository.ModelsFolder, data, data);

    private string TableFile => folder.File("races.json");

    public void Dispose()
    {
        evaluator.Dispose();
        data.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_race_ends_at_the_first_look_that_passes()
    {
        var table = Race("first", Any, GanRecipe.Article with { Iterations = 1_000, BatchSize = 4 });
        var race = Assert.Single(table.Races);
        Assert.True(race.Passed);
        Assert.InRange(race.Iterations, 1, 999);
        Assert.StartsWith("Passed: ", race.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_race_that_does_not_pass_ends_with_the_recipe_and_stands_below_those_that_do()
    {
        Race("too short", Unreachable, GanRecipe.Article with { Iterations = 2, BatchSize = 4 });
        // The first evaluation is at the end of the recipe, however slow the machine is.
        var table = Race("in time", Any, GanRecipe.Article with { Iterations = 3, BatchSize = 4 }, every: 10);

        Assert.Equal(["too short", "in time"], table.Races.Select(race => race.Name));
        Assert.Equal([2, 3], table.Races.Select(race => race.Iterations));
        string text = table.ToString();
        Assert.True(text.IndexOf("in time", StringComparison.Ordinal) < text.IndexOf("too short  not within", StringComparison.Ordinal), text);
        // Pictures that are too far away are not evaluated by a critic.
        Assert.Matches("Not yet: the distance is [0-9.]+, at most 1E-09 is asked\\.", table.ToHtml());
    }

    [Fact]
    public void A_race_that_is_stopped_is_not_noted()
    {
        var recipe = GanRecipe.Article with { Iterations = 1_000, BatchSize = 4 };
        using var stop = new CancellationTokenSource();
        var table = Race("stopped", Any, recipe, new InlineProgress<TrainingProgress>(_ => stop.Cancel()), stop: stop.Token);
        Assert.Empty(table.Races);
        Assert.False(File.Exists(TableFile));
    }

    [Fact]
    public void A_run_that_has_begun_and_a_damaged_table_are_refused()
    {
        var random = TorchRuntime.Random(1);
        using var gan = Gan.Compile(new Generator(random), new Discriminator(random), GanRecipe.Article with { BatchSize = 4 });
        using var trainer = new GanTrainer(gan, data, random);
        var speedrun = new Speedrun(evaluator, Any, TableFile);
        File.WriteAllText(TableFile, "[ {");
        Assert.StartsWith($"{TableFile}: found no list of races in line ", Assert.Throws<OneSentenceException>(() => speedrun.Run("x", trainer, random)).Message, StringComparison.Ordinal);

        trainer.Train(2);
        Assert.Equal(
            "Found a run of 2 iterations, expected one that has not begun: the clock starts with fresh networks.",
            Assert.Throws<OneSentenceException>(() => speedrun.Run("x", trainer, random)).Message);
    }

    [Fact]
    public void Pictures_are_drawn_in_blocks_with_256_greys_and_every_label_as_often()
    {
        using var scope = torch.NewDisposeScope();
        var random = TorchRuntime.Random(1);
        var gan = Gan.Compile(new ConvGenerator(random, labelCount: 10, width: 2), new ConvDiscriminator(random, labelCount: 10, width: 2), GanRecipe.Convolution);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var drawn = Speedrun.Draw(gan, 1_010, TorchRuntime.Random(2));
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal([1_010, 784], drawn.shape);
        Assert.True((drawn * 255).allclose((drawn * 255).round(), atol: 1e-3));
    }

    private SpeedrunTable Race(string name, QualityBar bar, GanRecipe recipe, IProgress<TrainingProgress>? progress = null, double every = 0.05, CancellationToken stop = default)
    {
        var random = TorchRuntime.Random(1);
        using var generator = new Generator(random);
        using var discriminator = new Discriminator(random);
        using var gan = Gan.Compile(generator, discriminator, recipe);
        using var trainer = new GanTrainer(gan, data, random);
        return new Speedrun(evaluator, bar, TableFile) { Every = every, Pictures = 40 }.Run(name, trainer, random, progress, stop);
    }
}
