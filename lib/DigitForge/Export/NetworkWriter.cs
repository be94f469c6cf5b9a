using DigitForge.Models;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Export;

/// <summary>
/// Writes the computation of a network for a program that runs without torch. A network that is more than a sequence of layers is written step by
/// step: each step computes a named value from others.
/// </summary>
internal abstract class NetworkWriter
{
    /// <summary>Adds a layer as it computes in inference mode.</summary>
    /// <param name="traced">The layer, with the shapes of its input and output.</param>
    /// <param name="input">The name of its input.</param>
    /// <returns>The name of its output; the name of its input if the layer changes nothing.</returns>
    public abstract string Add(TracedLayer traced, string input);

    /// <summary>Adds a layer, and runs it once to find the shape of its output.</summary>
    /// <param name="name">The layer's name in the network, or any other unique name.</param>
    /// <param name="layer">The layer. It must compute the same in training mode.</param>
    /// <param name="input">Its input.</param>
    /// <returns>Its output.</returns>
    public NetworkValue Layer(string name, Module<torch.Tensor, torch.Tensor> layer, NetworkValue input)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        long[] after = layer.call(torch.zeros(input.Shape)).shape;
        return new NetworkValue(Add(new TracedLayer(name, layer, input.Shape, after), input.Name), after);
    }

    /// <summary>Adds the sum of two values of the same shape.</summary>
    public abstract NetworkValue Sum(string name, NetworkValue first, NetworkValue second);

    /// <summary>Adds the concatenation of two values: the second value's columns, or feature maps, follow those of the first.</summary>
    public abstract NetworkValue Concatenate(string name, NetworkValue first, NetworkValue second);

    /// <summary>Adds a scale and a shift of feature maps: map i is multiplied by 1 + the number i, and the number C + i is added to it.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="maps">[B, C, H, W].</param>
    /// <param name="told">[B, 2 C].</param>
    public abstract NetworkValue Modulate(string name, NetworkValue maps, NetworkValue told);

    /// <summary>Adds the sines and then the cosines of times.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="times">[B].</param>
    /// <param name="frequencies">float32 [F]; each time is multiplied by each frequency.</param>
    /// <returns>[B, 2 F].</returns>
    public abstract NetworkValue Waves(string name, NetworkValue times, torch.Tensor frequencies);

    /// <summary>Adds labels as one-hot rows.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="labels">int64 [B].</param>
    /// <param name="count">The number of different labels: L.</param>
    /// <returns>[B, L].</returns>
    public abstract NetworkValue OneHot(string name, NetworkValue labels, int count);
}

/// <summary>A value that a network computes, or takes as an input.</summary>
/// <param name="Name">Its name, which is unique in the network.</param>
/// <param name="Shape">Its shape. The first number, the batch size, stands for any.</param>
internal sealed record NetworkValue(string Name, long[] Shape);
