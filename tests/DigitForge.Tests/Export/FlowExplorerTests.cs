using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Export;

/// <summary>The content of a page with a flow network. <c>Notebooks.Tests</c> tests the page in a browser.</summary>
public sealed class FlowExplorerTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose() => random.Dispose();

    [Fact]
    public void It_fits_into_a_megabyte_and_nothing_is_left_to_fill_in()
    {
        using var network = LivelyFlow.Create(random);
        using var folder = new TemporaryFolder();
        string path = folder.File("flow.html");

        string said = FlowExplorer.Create(network, title: "Sevens & ones").Save(path);

        string page = File.ReadAllText(path);
        Assert.InRange(new FileInfo(path).Length, 850_000, 1_000_000);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\[\[[A-Za-z]|\{\d\} numbers", page);
        Assert.Contains("<h1>Sevens &amp; ones</h1>", page, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{network.parameters().Sum(parameter => parameter.numel()):N0} numbers"), page, StringComparison.Ordinal);
        Assert.Contains("0.9 MB. Open it in any browser.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_a_copy_and_leaves_no_tensor_behind()
    {
        using var network = LivelyFlow.Create(random);
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        string first = FlowExplorer.Create(network).ToPage();
        Assert.Equal(first, FlowExplorer.Create(network).ToPage());
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void It_begins_with_the_samplers_settings()
    {
        using var network = LivelyFlow.Create(random, labelCount: 3, width: 8);
        var sampler = FlowSampler.Standard with { Steps = 7, Guidance = 1.25, Solver = FlowSolver.Euler, PaperBelow = 9 };
        string page = FlowExplorer.Create(network, sampler: sampler).ToPage();
        Assert.Contains("""{"labelCount":3,"paperBelow":9,"sampler":{"steps":7,"guidance":1.25,"isMidpoint":false},"network":{""", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sampler_that_could_not_draw_is_refused()
    {
        using var network = LivelyFlow.Create(random, width: 8);
        Assert.Throws<OneSentenceException>(() => FlowExplorer.Create(network, sampler: FlowSampler.Standard with { Steps = 0 }));
    }

    [Fact]
    public void Every_step_takes_values_that_steps_before_it_have_computed()
    {
        using var network = LivelyFlow.Create(random);
        var layers = new PageLayers();
        var velocity = new FlowSteps(network, layers).Write();
        var known = new HashSet<string>(["pictures", "times", "labels"]);
        foreach (var step in layers.Steps)
        {
            Assert.All(step!["inputs"]!.AsArray(), input => Assert.Contains((string)input!, known));
            Assert.True(known.Add((string)step["name"]!), $"Two values are called {step["name"]}.");
        }

        Assert.Equal(velocity.Name, (string?)layers.Steps[^1]!["name"]);
        Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), layers.Weights.Count);
    }
}
