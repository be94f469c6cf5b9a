using System.Globalization;
using System.Net;
using DigitForge.Display;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>A training run at one moment: how far it is, how it goes, what it draws, and what it drew at first.</summary>
/// <param name="Progress">How far the run is.</param>
/// <param name="Comment">How it goes, in a sentence.</param>
/// <param name="Charts">The history in pictures.</param>
/// <param name="First">The first sample.</param>
/// <param name="Now">What the generator makes of the same seeds now.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TrainingFrame(
    TrainingProgress Progress, string Comment, IReadOnlyList<Chart> Charts, ImageGrid First, ImageGrid Now) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"""
        <div style="max-width:960px">
        <progress style="width:100%" value="{Progress.Done}" max="{Progress.Total}"></progress>
        <div>{WebUtility.HtmlEncode(ToString())}</div>
        <p><b>{WebUtility.HtmlEncode(Comment)}</b></p>
        <div style="display:flex;flex-wrap:wrap;gap:12px">
        <div>{First.ToHtml()}{Now.ToHtml()}</div>
        <div style="flex:1 1 300px;max-width:420px">{string.Concat(Charts.Select(chart => chart.ToSvg()))}</div>
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
}
