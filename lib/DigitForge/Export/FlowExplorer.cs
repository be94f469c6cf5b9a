using System.Text.Json.Nodes;
using DigitForge.Models;
using DigitForge.Runtime;

namespace DigitForge.Export;

/// <summary>
/// A page that contains a flow network and runs it in the reader's browser: one HTML file, no server, no network connection. A slider moves through
/// the film of a digit that emerges from noise.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class FlowExplorer : ExplorerPage
{
    private FlowExplorer(string title, PageLayers network, JsonObject description)
        : base(title, "flow.html", network, description, "network.js", "noise.js", "flow.js", "controls.js", "flow-page.js")
    {
    }

    /// <summary>Creates a page from a flow network. The network is copied: later changes to it do not change the page.</summary>
    /// <param name="network">The network.</param>
    /// <param name="title">The page's heading; "From noise to a digit" by default.</param>
    /// <param name="sampler">The page's initial settings; by default <see cref="FlowSampler.Standard"/>.</param>
    /// <exception cref="OneSentenceException">A setting of the sampler is out of range, or a weight is too large for half precision.</exception>
    public static FlowExplorer Create(FlowNetwork network, string? title = null, FlowSampler? sampler = null)
    {
        sampler ??= FlowSampler.Standard;
        sampler.Validate();
        var layers = new PageLayers();
        new FlowSteps(network, layers).Write();
        return new FlowExplorer(title ?? Language.Text("From noise to a digit"), layers, new JsonObject
        {
            ["labelCount"] = network.LabelCount,
            ["paperBelow"] = sampler.PaperBelow,
            ["sampler"] = new JsonObject
            {
                ["steps"] = sampler.Steps,
                ["guidance"] = sampler.Guidance,
                ["isMidpoint"] = sampler.Solver == FlowSolver.Midpoint,
            },
        });
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A page with a flow network to play with: {Title}");
}
