using DigitForge.Models;
using TorchSharp;

namespace Shared;

/// <summary>
/// Creates flow networks without zero weights, so that every number has an effect. A new network has zeros where training decides, and its
/// velocity is 0.
/// </summary>
internal static class LivelyFlow
{
    /// <summary>Creates a network.</summary>
    /// <param name="random">Draws the weights.</param>
    /// <param name="labelCount">The number of labels that it can draw.</param>
    /// <param name="width">The number of 14 x 14 feature maps.</param>
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
