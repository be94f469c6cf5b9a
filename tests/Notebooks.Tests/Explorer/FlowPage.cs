using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;

namespace Notebooks.Tests.Explorer;

/// <summary>
/// A page with a small, untrained flow network: it draws no digit, but each pixel has a value to compare.
/// </summary>
public sealed class FlowPage : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly FlowNetwork network;

    public FlowPage()
    {
        network = LivelyFlow.Create(random, width: 8);
        FlowExplorer.Create(network).Save(Path);
    }

    /// <summary>The page's file.</summary>
    public string Path => folder.File("flow.html");

    /// <summary>All stages from noise to picture, and for each the result of going the rest of the way in one step, as computed in C#.</summary>
    public IReadOnlyList<(float[] State, float[] Guess)> Film(FlowSampler sampler, IEnumerable<double> noise, long? label)
    {
        using var scope = torch.NewDisposeScope();
        var state = torch.from_array(noise.Select(number => (float)number).ToArray()).unsqueeze(0);
        var labels = label is { } digit ? torch.tensor([digit]) : null;
        var stages = new List<(float[], float[])>();
        for (int step = 0; step < sampler.Steps; step++)
        {
            double time = (double)step / sampler.Steps;
            var guess = state + (sampler.Velocity(network, state, time, labels) * (1 - time));
            stages.Add((state.data<float>().ToArray(), guess.data<float>().ToArray()));
            state = sampler.Step(network, state, step, labels);
        }

        stages.Add((state.data<float>().ToArray(), state.data<float>().ToArray()));
        return stages;
    }

    public void Dispose()
    {
        network.Dispose();
        random.Dispose();
        folder.Dispose();
    }
}
