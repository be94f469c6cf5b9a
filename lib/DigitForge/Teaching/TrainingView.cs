using System.Diagnostics;
using DigitForge.Display;
using DigitForge.Runtime;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>Shows a training run while it runs, in one part of the cell's output. Pass it to <see cref="Trainer{TRecord}.Train"/>.</summary>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
/// <param name="trainer">The trainer to watch.</param>
public abstract class RunView<TRecord>(Trainer<TRecord> trainer) : IProgress<TrainingProgress>, IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
{
    private const int RecentIterations = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Stopwatch sinceLast = new();
    private IHtmlView? first;
    private TrainingProgress last;

    /// <summary>The part of the cell's output.</summary>
    internal LiveView View { get; init; } = new();

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        last = value;
        if (sinceLast.IsRunning && sinceLast.Elapsed < Pause)
            return;
        sinceLast.Restart();
        Show(value);
    }

    /// <summary>Shows the end of the run. Call it before the cell ends. It never throws, so it cannot hide the training's own exception.</summary>
    public void Dispose()
    {
        if (sinceLast.IsRunning)
            Show(last);
        View.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The title of the first sample. Every sample is drawn from the same noise.</summary>
    private protected virtual string FirstTitle => Language.Text("The same noise before training");

    /// <summary>Describes in a plain sentence how the run is going.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">The number of iterations trained.</param>
    private protected abstract string Comment(TRecord recent, int iteration);

    /// <summary>Draws the charts of the history.</summary>
    /// <param name="curve">The thinned history.</param>
    private protected abstract IReadOnlyList<Chart> Charts(HistoryCurve<TRecord> curve);

    /// <summary>Shows what the network generates at this iteration: by default, pictures. It is called on the training thread.</summary>
    /// <param name="progress">The progress of the run.</param>
    /// <returns>The view, with its title; null if the network generates nothing to look at.</returns>
    private protected virtual IHtmlView? Now(TrainingProgress progress)
    {
        using var images = trainer.DrawSample();
        return images is null ? null : ImageGrid.Create(images, scale: 2, title: Language.Text($"Now, after {progress.Iteration:N0} iterations"));
    }

    /// <summary>Shows what the network generated at first. It is called again until it returns a view.</summary>
    /// <param name="progress">The progress of the run.</param>
    /// <returns>The view, with its title; null if there is nothing to look at yet.</returns>
    private protected virtual IHtmlView? First(TrainingProgress progress) =>
        trainer.Samples.Count > 0 ? ImageGrid.Create(trainer.Samples[0].Images, scale: 2, title: FirstTitle) : null;

    // A picture that cannot be drawn must not stop the training: the view reports it.
    private void Show(TrainingProgress progress) => View.Try(() => View.Show(Frame(progress)));

    // The training thread collects what the frame needs from the trainer here. The slow part happens in the function.
    private Func<IHtmlView> Frame(TrainingProgress progress)
    {
        var curve = trainer.History.Thin(TrainingCharts.MaxPoints);
        string comment = Comment(trainer.History.MeanOfLast(RecentIterations), trainer.Iteration);
        var now = Now(progress);
        first ??= First(progress);
        return () => new TrainingFrame(progress, comment, Charts(curve), first, now);
    }
}

/// <summary>Shows the training of a GAN while it runs, in one part of the cell's output. Pass it to <see cref="Trainer{TRecord}.Train"/>.</summary>
/// <param name="trainer">The trainer to watch.</param>
public sealed class TrainingView(GanTrainer trainer) : RunView<IterationRecord>(trainer)
{
    private readonly bool discriminatorLearns = trainer.Recipe.DiscriminatorLearns;

    /// <inheritdoc/>
    private protected override string Comment(IterationRecord recent, int iteration) => Commentary.On(recent, iteration, discriminatorLearns);

    /// <inheritdoc/>
    private protected override IReadOnlyList<Chart> Charts(HistoryCurve<IterationRecord> curve) =>
        [TrainingCharts.Losses(curve), TrainingCharts.Accuracies(curve)];
}

/// <summary>
/// Shows the training of a variational autoencoder while it runs, in one part of the cell's output. Pass it to
/// <see cref="Trainer{TRecord}.Train"/>.
/// </summary>
/// <param name="trainer">The trainer to watch.</param>
public sealed class VaeTrainingView(VaeTrainer trainer) : RunView<ElboRecord>(trainer)
{
    /// <inheritdoc/>
    private protected override string Comment(ElboRecord recent, int iteration) => Commentary.On(recent, iteration);

    /// <inheritdoc/>
    private protected override IReadOnlyList<Chart> Charts(HistoryCurve<ElboRecord> curve) => [TrainingCharts.Elbo(curve)];
}

/// <summary>
/// Shows the training of a flow network while it runs, in one part of the cell's output. Pass it to <see cref="Trainer{TRecord}.Train"/>.
/// </summary>
/// <param name="trainer">The trainer to watch.</param>
public sealed class FlowTrainingView(FlowTrainer trainer) : RunView<FlowRecord>(trainer)
{
    /// <inheritdoc/>
    private protected override string Comment(FlowRecord recent, int iteration) => Commentary.On(recent, iteration);

    /// <inheritdoc/>
    private protected override IReadOnlyList<Chart> Charts(HistoryCurve<FlowRecord> curve) => [TrainingCharts.Velocity(curve)];
}

/// <summary>A training run at one moment: its progress, a comment, its charts, and what the network generates now and generated at first.</summary>
/// <param name="Progress">The progress of the run.</param>
/// <param name="Comment">How the run is going, in a sentence.</param>
/// <param name="Charts">The charts of the history.</param>
/// <param name="First">The first sample; null if the network generates nothing to look at.</param>
/// <param name="Now">The current sample; null if the network generates nothing to look at.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed record TrainingFrame(
    TrainingProgress Progress, string Comment, IReadOnlyList<Chart> Charts, IHtmlView? First, IHtmlView? Now) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => FormattableString.Invariant($"""
        <div style="max-width:960px">
        <progress style="width:100%" value="{Progress.Done}" max="{Progress.Total}"></progress>
        <div>{HtmlText.Escape(ToString())}</div>
        <p><b>{HtmlText.Escape(Comment)}</b></p>
        <div style="display:flex;flex-wrap:wrap;gap:12px">
        <div>{First?.ToHtml()}{Now?.ToHtml()}</div>
        <div style="flex:1 1 300px;max-width:420px">{string.Concat(Charts.Select(chart => chart.ToSvg()))}</div>
        </div>
        </div>
        """);

    /// <summary>One line for a console.</summary>
    public override string ToString() => Progress.ToString();
}

/// <summary>Describes in one plain sentence how a training run is going.</summary>
public static class Commentary
{
    private static string Diverged => Language.Text("The training has diverged: its losses are no longer finite numbers, and it will not recover. Lower the learning rate and train again from the start.");

    /// <summary>Describes the state of the game between generator and discriminator.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">The number of iterations trained.</param>
    /// <param name="discriminatorLearns">Whether the recipe lets the discriminator learn.</param>
    public static string On(IterationRecord recent, int iteration, bool discriminatorLearns = true)
    {
        if (iteration == 0)
            return Language.Text("Nothing has been learned yet: the generator draws noise.");
        // This comes first, because the accuracies still look like figures when a loss is NaN.
        if (!float.IsFinite(recent.DiscriminatorLoss) || !float.IsFinite(recent.GeneratorLoss))
            return Diverged;
        if (!discriminatorLearns)
            return Language.Text($"The discriminator never learns: it is a random judge, and spots {recent.AccuracyOnFake:P0} of the fakes. The generator's loss says nothing about its pictures.");
        if (recent.AccuracyOnFake > 0.95)
            return Language.Text($"The discriminator is winning: it spots {recent.AccuracyOnFake:P0} of the fakes, and the generator gets little to learn from.");
        if (recent.AccuracyOnFake < 0.4)
            return Language.Text($"The generator is winning: the discriminator spots only {recent.AccuracyOnFake:P0} of the fakes.");
        return recent.DiscriminatorAccuracy < 0.6
            ? Language.Text($"An even game: the discriminator spots {recent.AccuracyOnFake:P0} of the fakes and {recent.AccuracyOnReal:P0} of the real digits.")
            : Language.Text($"The discriminator is ahead: it spots {recent.AccuracyOnFake:P0} of the fakes and {recent.AccuracyOnReal:P0} of the real digits.");
    }

    /// <summary>Describes the loss of a variational autoencoder.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">The number of iterations trained.</param>
    public static string On(ElboRecord recent, int iteration) => iteration == 0
        ? Language.Text("Nothing has been learned yet: the decoder draws noise.")
        : float.IsFinite(recent.NegativeElbo)
            ? Language.Text($"A picture costs {recent.Reconstruction:F0} nats to rebuild, and its place in latent space {recent.Divergence:F1}.")
            : Diverged;

    /// <summary>Describes how accurately a flow network predicts the velocity.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">The number of iterations trained.</param>
    public static string On(FlowRecord recent, int iteration) => iteration == 0
        ? Language.Text("Nothing has been learned yet: the network's velocity is 0 everywhere, and the noise stays where it is.")
        : float.IsFinite(recent.Loss)
            ? Language.Text($"The velocity of a pixel is off by {Math.Sqrt(recent.Loss):F2}. It cannot be right each time: many paths lead through one place.")
            : Diverged;

    /// <summary>Describes how well a transformer predicts the next token.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">The number of iterations trained.</param>
    public static string On(TokenRecord recent, int iteration) => iteration == 0
        ? Language.Text("Nothing has been learned yet: every token is about as likely as any other.")
        : recent.IsFinite
            ? Language.Text($"A token costs {recent.BitsPerToken:F2} bits, as much as a choice among {Math.Pow(2, recent.BitsPerToken):N1} that are equally likely.")
            : Diverged;
}
