using DigitForge.Models;
using TorchSharp;

namespace Shared;

/// <summary>Flow networks in which every number has an effect. A fresh one has zeros where training decides, and its velocity is 0.</summary>
internal static class LivelyFlow
{
    /// <summary>Makes one.</summary>
    /// <param name="random">Draws the weights.</param>
    /// <param name="labelCount">How many different labels it can be asked for.</param>
    /// <param name="width">The number of feature maps of 14 x 14.</param>
    public static FlowNetwork Create(torch.Generator random, int labelCount = 10, int width = 32)
    {
        var network = new FlowNetwork(random, labelCount, width);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var parameter in network.parameters())
            parameter.add_(torch.randn(parameter.shape, generator: random) * 0.05);
        return network;
    }
}
