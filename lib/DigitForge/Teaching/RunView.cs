using System.Diagnostics;
using DigitForge.Display;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>Shows a training run while it runs, in one place of the cell's output. Hand it to <see cref="Trainer{TRecord}.Train"/>.</summary>
/// <typeparam name="TRecord">What an iteration measures.</typeparam>
/// <param name="trainer">The trainer that it watches.</param>
public abstract class RunView<TRecord>(Trainer<TRecord> trainer) : IProgress<TrainingProgress>, IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
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
        GC.SuppressFinalize(this);
    }

    /// <summary>How the run goes, in a plain sentence.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">How many iterations there have been.</param>
    protected abstract string Comment(TRecord recent, int iteration);

    /// <summary>The history in pictures.</summary>
    /// <param name="curve">The history, thinned.</param>
    protected abstract IReadOnlyList<Chart> Charts(HistoryCurve<TRecord> curve);

    // What the frame needs from the trainer is taken here, on the training thread; what takes time happens in the function.
    private Func<IHtmlView> Frame(TrainingProgress progress)
    {
        var curve = trainer.History.Thin(TrainingCharts.MostPoints);
        string comment = Comment(trainer.History.MeanOfLast(RecentIterations), trainer.Iteration);
        ImageGrid now;
        using (var images = trainer.Draw())
            now = ImageGrid.Of(images, scale: 2, title: $"Now, after {progress.Iteration:N0} iterations");
        first ??= ImageGrid.Of(trainer.Samples[0].Images, scale: 2, title: "The same seeds before training");
        return () => new TrainingFrame(progress, comment, Charts(curve), first, now);
    }
}
