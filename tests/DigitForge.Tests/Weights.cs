using TorchSharp;

namespace DigitForge.Tests;

/// <summary>The numbers of a model, for comparison.</summary>
internal static class Weights
{
    /// <summary>All parameters and running statistics, one after another.</summary>
    public static float[] Read(torch.nn.Module model) => [.. model.state_dict().Values
        .Where(tensor => tensor.is_floating_point())
        .SelectMany(tensor => tensor.detach().data<float>().ToArray())];
}
