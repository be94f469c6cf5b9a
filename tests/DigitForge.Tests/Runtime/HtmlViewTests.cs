using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;
using Xunit;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Runtime;

/// <summary>Whatever value of the library a cell ends with, a reader sees a readable view, not a tree of all properties.</summary>
public sealed class HtmlViewTests
{
    [Fact]
    public void Every_type_that_says_itself_in_text_is_shown_by_the_library_too()
    {
        var spoken = typeof(IHtmlView).Assembly.GetExportedTypes()
            .Where(type => type is { IsAbstract: false, IsEnum: false } && !type.IsAssignableTo(typeof(Exception)) && !type.IsAssignableTo(typeof(torch.nn.Module)))
            .Where(type => type.GetMethod(nameof(ToString), [])!.DeclaringType!.Assembly == type.Assembly || type.IsAssignableTo(typeof(IHtmlView)))
            .ToList();
        Assert.Contains(typeof(IterationRecord), spoken);
        Assert.Contains(typeof(TrainingHistory<>), spoken);
        Assert.DoesNotContain(spoken, type => !type.IsDefined(typeof(DigitForge.Runtime.TypeFormatterSourceAttribute), inherit: true));
    }

    [Fact]
    public void An_iteration_is_a_table_with_names_in_words()
    {
        string[] cells = Cells(new IterationRecord(0.5f, 0.2f, 0.4f, 2.25f));
        Assert.Equal(
            ["measured", "", "discriminator's loss, in nats", "0.5000", "discriminator's accuracy", "30.0 %", "on real digits", "20 %", "on fakes", "40 %", "generator's loss, in nats", "2.2500"],
            cells);
        Assert.Equal(
            ["nats a picture", "", "negative ELBO", "110.50", "reconstruction", "100.00", "divergence", "10.50"],
            Cells(new ElboRecord(100, 10.5f)));
    }

    // VS Code truncates text after 30 lines, but not a table.
    [Fact]
    public void A_summary_is_a_table_of_the_layers_with_the_sums_below()
    {
        using var model = Sequential(("a", Linear(4, 1000)), ("b", BatchNorm1d(1000)));
        var summary = model.Summary(4);
        Assert.Equal(
            ["Model: Sequential", "layer", "type", "output shape", "parameters", "a", "Linear", "1000", "5,000", "b", "BatchNorm1d", "1000", "4,000"],
            Cells(summary));
        Assert.Contains("<p>Trainable parameters: 7,000. Running statistics: 2,000.</p>", summary.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_and_what_came_are_a_table()
    {
        string[] cells = Cells(new ConfusionTable([[3, 1], [0, 1200]]));
        Assert.Equal(["asked for", "read as 0", "read as 1", "obeyed", "0", "3", "1", "75.0 %", "1", "0", "1,200", "100.0 %"], cells);
    }

    [Fact]
    public void An_evaluation_is_a_table_with_what_each_figure_means()
    {
        var result = new EvaluationResult("<mine>", 2_000, 1.5, new(0.5, 0.25), new(0.75, 0.5), new(0.5, 0.6, 1_000), new([0.5, 0.5]), 9.5, new([2, 4], [0, 1]), TimeSpan.FromSeconds(2));
        string[] cells = Cells(result);
        Assert.Equal("<mine>: 2,000 pictures", cells[0]);
        Assert.Equal("1.50", cells[Array.IndexOf(cells, "Frechet distance (0 is best; not an Inception FID)") + 1]);
        Assert.Equal("2.00", cells[Array.IndexOf(cells, "nearest training image, smallest") + 1]);
        Assert.Contains("<p>Digits: 0: 50.0 %, 1: 50.0 %. Measured in 2.0 s.</p>", result.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_one_line_of_text_is_shown_as_that_line()
    {
        Assert.Equal("<p>2: 50.0 %</p>", Formatted(new Named("2: 50.0 %")));
        Assert.Equal("<p>a &lt; b</p>", Formatted(new Named("a < b")));
        Assert.Equal("<p>Stopped after 10 iterations in 2.0 s (5.0 per second)</p>", Formatted(new TrainingRun(10, TimeSpan.FromSeconds(2), true)));
        Assert.Equal("<p>nearest training image: median distance 3.00, smallest 2.00</p>", Formatted(new NearestTraining([2, 4], [0, 1])));
        Assert.Equal("<p>dense1 (Linear): output [B, 28, 28], 1,010 parameters</p>", Formatted(new LayerSummary("dense1", "Linear", [28, 28], 1_000, 10)));
        Assert.Equal("<p>0 iterations</p>", Formatted(new TrainingHistory<ElboRecord>()));
        Assert.Equal(new ElboRecord(1, 2).ToHtml(), Formatted(new ElboRecord(1, 2)));
    }

    [DigitForge.Runtime.TypeFormatterSource(typeof(HtmlFormatterSource))]
    private sealed record Named(string Text)
    {
        public override string ToString() => Text;
    }

    // Formats a value as .NET Interactive does.
    private static string Formatted(object value) => value.ToDisplayString("text/html");

    private static string[] Cells(IHtmlView view)
    {
        string html = view.ToHtml();
        var table = System.Xml.Linq.XElement.Parse(html[..(html.LastIndexOf("</div>", StringComparison.Ordinal) + 6)]);
        return [.. table.Descendants().Where(element => element.Name.LocalName is "caption" or "th" or "td").Select(element => element.Value)];
    }
}
