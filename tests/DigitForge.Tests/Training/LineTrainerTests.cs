using DigitForge.Display;
using DigitForge.Teaching;
using DigitForge.Training;
using Shared;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace DigitForge.Tests.Training;

/// <summary>A network that draws no pictures is trained, saved and watched like all others.</summary>
public sealed class LineTrainerTests : TrainerTests<LineRecord>
{
    [Fact]
    public void It_has_no_samples_and_its_view_has_the_history_only()
    {
        using var cell = RunningCell.Begin();
        using var fixture = new LineFixture(seed: 1, sampleInterval: 2);
        var heard = new List<TrainingProgress>();
        fixture.Run.Train(4, new InlineProgress<TrainingProgress>(heard.Add));
        Assert.Empty(fixture.Run.Samples);
        Assert.All(heard, progress => Assert.Null(progress.Sample));

        using (var view = new LineView(fixture.Run))
            fixture.Run.Train(3, view);
        var last = Assert.IsType<TrainingFrame>(Assert.Single(cell.Places)[^1]);
        Assert.Equal("Seven steps", last.Comment);
        Assert.DoesNotContain("<img", last.ToHtml(), StringComparison.Ordinal);
        Assert.Single(last.Charts);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], last.Charts[0].Series[0].X);
    }

    [Fact]
    public void Its_first_report_comes_before_its_first_iteration_and_only_then()
    {
        using var fixture = new LineFixture(seed: 1, sampleInterval: 2);
        var heard = new List<int>();
        var progress = new InlineProgress<TrainingProgress>(now => heard.Add(now.Iteration));
        fixture.Run.Train(2, progress);
        fixture.Run.Train(2, progress);
        Assert.Equal([0, 1, 2, 3, 4], heard);
    }

    /// <inheritdoc/>
    protected override TrainingFixture<LineRecord> Open(int seed, int sampleInterval) => new LineFixture(seed, sampleInterval);

    private sealed class LineView(Trainer<LineRecord> trainer) : RunView<LineRecord>(trainer)
    {
        private protected override string Comment(LineRecord recent, int iteration) => iteration == 7 ? "Seven steps" : "";

        private protected override IReadOnlyList<Chart> Charts(HistoryCurve<LineRecord> curve) =>
            [Chart.Lines("Loss", new ChartSeries("loss", curve.Iterations, [.. curve.Means.Select(record => (double)record.Loss)]))];
    }

    private sealed class LineFixture : TrainingFixture<LineRecord>
    {
        private readonly Linear line = torch.nn.Linear(1, 1);

        public LineFixture(int seed, int sampleInterval)
            : base(seed)
        {
            using (torch.no_grad())
            {
                foreach (var parameter in line.parameters())
                    parameter.normal_(0, 1, Random);
            }

            Run = new LineTrainer(line, Random, new LineRecipe { Name = "line", BatchSize = 4, SampleInterval = sampleInterval });
        }

        public override Trainer<LineRecord> Run { get; }

        protected override IReadOnlyList<torch.nn.Module> Networks => [line];
    }

    // Learns y = 2 x.
    private sealed class LineTrainer(Linear line, torch.Generator random, LineRecipe recipe) : Trainer<LineRecord>(recipe, "points of a line", random)
    {
        private readonly KerasAdam adam = new(line, recipe);

        public override void Dispose()
        {
            adam.Dispose();
            base.Dispose();
        }

        protected override IReadOnlyList<(string Name, torch.nn.Module Network)> Networks => [("line", line)];

        private protected override IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam> { ["line"] = adam };

        protected override LineRecord TrainIteration()
        {
            using var scope = torch.NewDisposeScope();
            var x = torch.randn(recipe.BatchSize, 1, generator: Random);
            var loss = (line.call(x) - (2 * x)).square().mean();
            adam.Minimize(loss);
            return new LineRecord(loss.item<float>());
        }
    }

    private sealed record LineRecipe : TrainingRecipe;
}

/// <summary>The mean squared error of a batch.</summary>
/// <param name="Loss">The error.</param>
public readonly record struct LineRecord(float Loss) : IIterationRecord<LineRecord>
{
    /// <inheritdoc/>
    public static int NumberCount => 1;

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(Loss);

    /// <inheritdoc/>
    public static LineRecord Mean(IReadOnlyCollection<LineRecord> records) => records.Count == 0 ? default : new(records.Average(record => record.Loss));

    /// <inheritdoc/>
    public static LineRecord FromNumbers(IReadOnlyList<float> numbers) => new(numbers[0]);

    /// <inheritdoc/>
    public IReadOnlyList<float> ToNumbers() => [Loss];
}
