using System.Diagnostics;
using DigitForge.Display;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>Shows a training run while it runs, in one place of the cell's output. Hand it to <see cref="Trainer{TRecord}.Train"/>.</summary>
/// <param name="trainer">The trainer that it watches.</param>
public sealed class TrainingView(GanTrainer trainer) : IProgress<TrainingProgress>, IDisposable
{
    private const int RecentIterations = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly LiveView view = new();
    private readonly Stopwatch sinceLast = new();
    private ImageGrid? first;
    private TrainingProgress last;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        last = value;
        if (sinceLast.IsRunning && sinceLast.Elapsed < Pause)
            return;
        sinceLast.Restart();
        view.Show(Frame(value));
    }

    /// <summary>Shows the end of the run. Call it before the cell ends.</summary>
    public void Dispose()
    {
        if (sinceLast.IsRunning)
            view.Show(Frame(last));
        view.Dispose();
    }

    // What the frame needs from the trainer is taken here, on the training thread; what takes time happens in the function.
    private Func<IHtmlView> Frame(TrainingProgress progress)
    {
        var curve = trainer.History.Thin(TrainingCharts.MostPoints);
        string comment = Commentary.On(
            trainer.History.MeanOfLast(RecentIterations), trainer.Iteration, trainer.Recipe.DiscriminatorLearns);
        ImageGrid now;
        using (var images = trainer.Draw())
            now = ImageGrid.Of(images, scale: 2, title: $"Now, after {progress.Iteration:N0} iterations");
        first ??= ImageGrid.Of(trainer.Samples[0].Images, scale: 2, title: "The same seeds before training");
        return () => new TrainingFrame(progress, comment, curve, first, now);
    }
}
