using DigitForge.Models;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Export;

/// <summary>
/// Writes what a network computes for something that runs without torch. A network that is more than a row of layers is written step by
/// step: each step computes a named value from others.
/// </summary>
internal abstract class NetworkWriter
{
    /// <summary>Adds a layer as it is in inference mode.</summary>
    /// <param name="traced">The layer, with the shapes before and after it.</param>
    /// <param name="input">The name of its input.</param>
    /// <returns>The name of its output; that of its input where the layer changes nothing.</returns>
    public abstract string Add(TracedLayer traced, string input);

    /// <summary>Adds a layer, and runs it once to learn the shape of its output.</summary>
    /// <param name="name">The layer's name in the network, or any that no other step has.</param>
    /// <param name="layer">The layer, which computes the same in training.</param>
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

    /// <summary>Puts the second value's columns, or feature maps, behind those of the first.</summary>
    public abstract NetworkValue Concatenate(string name, NetworkValue first, NetworkValue second);

    /// <summary>Scales and shifts feature maps: map i is multiplied by 1 + the number i, and the number C + i is added to it.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="maps">[B, C, H, W].</param>
    /// <param name="told">[B, 2 C].</param>
    public abstract NetworkValue Modulate(string name, NetworkValue maps, NetworkValue told);

    /// <summary>The sines and then the cosines of times.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="times">[B].</param>
    /// <param name="frequencies">float32 [F]; each time is multiplied by each of them.</param>
    /// <returns>[B, 2 F].</returns>
    public abstract NetworkValue Waves(string name, NetworkValue times, torch.Tensor frequencies);

    /// <summary>Labels as one-hot rows.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="labels">int64 [B].</param>
    /// <param name="count">How many different labels there are: L.</param>
    /// <returns>[B, L].</returns>
    public abstract NetworkValue OneHot(string name, NetworkValue labels, int count);
}

/// <summary>A value that a network computes, or that goes into it.</summary>
/// <param name="Name">Its name, which no other value of the network has.</param>
/// <param name="Shape">Its shape; the first number, the batch, stands for any.</param>
internal sealed record NetworkValue(string Name, long[] Shape);
