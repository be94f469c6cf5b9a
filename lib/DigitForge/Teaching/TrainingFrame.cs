using System.Globalization;
using System.Net;
using DigitForge.Display;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>A training run at one moment: how far it is, how the game stands, what it draws, and what it drew at first.</summary>
/// <param name="Progress">How far the run is.</param>
/// <param name="Comment">How the game stands.</param>
/// <param name="Curve">The history, thinned to a few hundred points.</param>
/// <param name="First">The first sample.</param>
/// <param name="Now">What the generator makes of the same seeds now.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TrainingFrame(
    TrainingProgress Progress, string Comment, IReadOnlyList<IterationRecord> Curve, ImageGrid First, ImageGrid Now) : IHtmlView
{
    private const double HighestLoss = 20;

    /// <inheritdoc/>
    public string ToHtml() => $"""
        <div style="max-width:800px">
        <progress style="width:100%" value="{Progress.Done}" max="{Progress.Total}"></progress>
        <div>{WebUtility.HtmlEncode(ToString())}</div>
        <p><b>{WebUtility.HtmlEncode(Comment)}</b></p>
        <div style="display:flex;flex-wrap:wrap;gap:12px">
        {Losses().ToHtml()}
        {Accuracies().ToHtml()}
        {First.ToHtml()}
        {Now.ToHtml()}
        </div>
        </div>
        """;

    /// <summary>One line for a console.</summary>
    public override string ToString()
    {
        string left = Progress.Remaining is { } time && time > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", {time.TotalSeconds:F0} s left")
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"iteration {Progress.Iteration:N0}: {Progress.Done:N0} of {Progress.Total:N0} done, {Progress.IterationsPerSecond:F1} per second{left}");
    }

    private LineChart Losses() => new(
        "Losses (in nats)",
        [
            new ChartLine("discriminator", "#0b62b0", [.. Curve.Select(record => (double)record.DiscriminatorLoss)]),
            new ChartLine("generator", "#c2571a", [.. Curve.Select(record => (double)record.GeneratorLoss)]),
        ],
        Math.Min(HighestLoss, Math.Max(1, Curve.Select(record => (double)record.GeneratorLoss).DefaultIfEmpty().Max())));

    private LineChart Accuracies() => new(
        "How often the discriminator is right",
        [
            new ChartLine("on real digits", "#0b62b0", [.. Curve.Select(record => (double)record.AccuracyOnReal)]),
            new ChartLine("on fakes", "#c2571a", [.. Curve.Select(record => (double)record.AccuracyOnFake)]),
        ],
        Top: 1,
        Format: "P0");
}
