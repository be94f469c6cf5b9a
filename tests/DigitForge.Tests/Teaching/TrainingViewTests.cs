using DigitForge.Data;
using DigitForge.Display;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Tests.Training;
using DigitForge.Training;
using TorchSharp;
using Shared;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class TrainingViewTests
{
    [Fact]
    public void It_shows_a_run_in_one_place_from_its_first_iteration_to_its_last()
    {
        using var cell = RunningCell.Begin();
        using var run = new TrainerFixture();
        using (var view = new TrainingView(run.Trainer))
            run.Trainer.Train(5, view);

        var place = Assert.Single(cell.Places);
        var last = Assert.IsType<TrainingFrame>(place[^1]);
        Assert.Equal((5, 5, 5), (last.Progress.Iteration, last.Progress.Done, last.Progress.Total));
        Assert.Equal(GeneratorLosses(run), last.Charts[0].Series[1].Y);
        Assert.StartsWith("iteration 5: 5 of 5 done, ", last.ToString(), StringComparison.Ordinal);
        string html = last.ToHtml();
        Assert.Contains("<progress style=\"width:100%\" value=\"5\" max=\"5\">", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("data:image/png").Length - 1);
        Assert.Equal(2, html.Split("role=\"img\"").Length - 1);
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void In_Jupyter_a_short_run_is_shown_once_at_its_end()
    {
        using var cell = RunningCell.Begin();
        using var run = new TrainerFixture();
        using (var view = new TrainingView(run.Trainer) { View = new LiveView { IsJupyter = true, FirstFrameAfter = TimeSpan.FromHours(1) } })
            run.Trainer.Train(5, view);
        Assert.Equal(5, Assert.IsType<TrainingFrame>(Assert.Single(Assert.Single(cell.Places))).Progress.Iteration);
    }

    [Fact]
    public void In_Jupyter_the_end_of_a_longer_run_is_shown_anew()
    {
        using var cell = RunningCell.Begin();
        using var run = new TrainerFixture();
        using (var view = new TrainingView(run.Trainer) { View = new LiveView { IsJupyter = true, FirstFrameAfter = TimeSpan.Zero } })
        {
            run.Trainer.Train(2, view);
            Assert.True(SpinWait.SpinUntil(() => cell.Places is [{ Count: > 0 }], TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(2, cell.Places.Count);
        var end = Assert.IsType<EndOfView>(Assert.Single(cell.Places[1]));
        Assert.Equal(2, Assert.IsType<TrainingFrame>(end.Last).Progress.Iteration);
    }

    [Fact]
    public void Training_five_times_is_one_continuous_chart()
    {
        using var run = new TrainerFixture(batchSize: 2);
        TrainingFrame? last = null;
        for (int cell = 0; cell < 5; cell++)
        {
            using var running = RunningCell.Begin();
            using (var view = new TrainingView(run.Trainer))
                run.Trainer.Train(20, view);
            last = Assert.IsType<TrainingFrame>(running.Places.Single()[^1]);
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (double)i), last!.Charts[0].Series[1].X);
        Assert.Equal(GeneratorLosses(run), last.Charts[0].Series[1].Y);
    }

    [Fact]
    public void Watching_changes_nothing_in_the_run_and_leaves_no_tensor()
    {
        using var cell = RunningCell.Begin();
        using var unwatched = new TrainerFixture();
        unwatched.Trainer.Train(5);
        using var watched = new TrainerFixture();
        watched.Trainer.Train(1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var view = new TrainingView(watched.Trainer))
            watched.Trainer.Train(4, view);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(unwatched.AllWeights, watched.AllWeights);
    }

    [Fact]
    public void A_long_history_is_thinned_to_means()
    {
        using var cell = RunningCell.Begin();
        using var run = new TrainerFixture(batchSize: 2);
        run.Trainer.Train(350);
        using (var view = new TrainingView(run.Trainer))
            run.Trainer.Train(1, view);

        var curve = Assert.IsType<TrainingFrame>(cell.Places[0][^1]).Charts[0].Series[1];
        var records = run.Trainer.History.Records;
        Assert.Equal(176, curve.Y.Count);
        Assert.Equal([2, 4, 350, 351], new[] { 0, 1, 174, 175 }.Select(point => curve.X[point]));
        Assert.Equal((records[0].GeneratorLoss + records[1].GeneratorLoss) / 2, curve.Y[0], 1e-5);
    }

    [Fact]
    public void A_variational_autoencoder_is_watched_in_the_same_way()
    {
        using var cell = RunningCell.Begin();
        using var run = new VaeFixture();
        using (var view = new VaeTrainingView(run.Trainer))
            run.Trainer.Train(5, view);

        var last = Assert.IsType<TrainingFrame>(Assert.Single(cell.Places)[^1]);
        Assert.Equal(run.Trainer.History.Records.Select(record => (double)record.NegativeElbo), last.Charts.Single().Series[0].Y);
        Assert.StartsWith("A picture costs ", last.Comment, StringComparison.Ordinal);
        Assert.Equal(2, last.ToHtml().Split("data:image/png").Length - 1);
    }

    [Fact]
    public void So_is_a_flow()
    {
        using var cell = RunningCell.Begin();
        using var random = TorchRuntime.Random(1);
        using var network = new FlowNetwork(random, width: 8);
        using var mnist = Repository.LoadMnist(DataSplit.Test);
        using var trainer = new FlowTrainer(network, mnist, random, FlowRecipe.Standard with { BatchSize = 4, SampleCount = 2 });
        using (var view = new FlowTrainingView(trainer))
            trainer.Train(3, view);

        var last = Assert.IsType<TrainingFrame>(Assert.Single(cell.Places)[^1]);
        Assert.Equal(trainer.History.Records.Select(record => (double)record.Loss), last.Charts.Single().Series[0].Y);
        Assert.StartsWith("The velocity of a pixel is off by ", last.Comment, StringComparison.Ordinal);
        Assert.Equal(2, last.ToHtml().Split("data:image/png").Length - 1);
    }

    [Fact]
    public void A_picture_that_cannot_be_drawn_does_not_stop_the_training_and_is_reported_once()
    {
        using var cell = RunningCell.Begin();
        using var run = new TrainerFixture();
        using (var view = new Speechless(run.Trainer))
            run.Trainer.Train(3, view);

        Assert.Equal(3, run.Trainer.Iteration);
        Assert.Equal(
            "A frame could not be drawn (InvalidOperationException: No words). The run itself is not affected.",
            Assert.Single(Assert.Single(cell.Places)).ToString());
    }

    [Fact]
    public void A_picture_that_cannot_be_drawn_does_not_hide_the_trainings_own_exception()
    {
        using var cell = RunningCell.Begin();
        using var run = new TrainerFixture();
        var own = Assert.Throws<ArithmeticException>(TrainAndFail);
        Assert.Equal("The training's own.", own.Message);

        void TrainAndFail()
        {
            using var view = new Speechless(run.Trainer);
            run.Trainer.Train(1, view);
            throw new ArithmeticException("The training's own.");
        }
    }

    private sealed class Speechless(GanTrainer trainer) : RunView<IterationRecord>(trainer)
    {
        private protected override string Comment(IterationRecord recent, int iteration) => throw new InvalidOperationException("No words.");

        private protected override IReadOnlyList<Chart> Charts(HistoryCurve<IterationRecord> curve) => [];
    }

    private static IEnumerable<double> GeneratorLosses(TrainerFixture run) =>
        run.Trainer.History.Records.Select(record => (double)record.GeneratorLoss);
}
