using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>What turns noise into pictures, whatever its layers are; a conditional one draws the digit that it is asked for.</summary>
/// <remarks>
/// A conditional generator gets the label as a one-hot row beside the noise: Mirza and Osindero 2014, "Conditional Generative
/// Adversarial Nets", arXiv:1411.1784. Its layers take float32 [B, latent size + label count] and give float32 [B, 784], 0 to 1.
/// </remarks>
/// <param name="latentSize">How many numbers describe one picture.</param>
/// <param name="labelCount">How many different labels it can be asked for; 0 for a generator without labels.</param>
/// <param name="layers">The layers with their names, from input to output.</param>
public abstract class GeneratorNetwork(
    int latentSize, int labelCount, params (string, Module<torch.Tensor, torch.Tensor>)[] layers) : Sequential(layers)
{
    /// <summary>How many numbers describe one picture.</summary>
    public int LatentSize { get; } = latentSize;

    /// <summary>How many different labels it can be asked for; 0 for a generator without labels.</summary>
    public int LabelCount { get; } = labelCount;

    /// <summary>Draws pictures, in the mode, training or inference, that the network is in.</summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <param name="labels">int64 [B], what to draw; null for a generator without labels.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="LabelException">There are labels and should be none, or the other way round, or they do not fit.</exception>
    public torch.Tensor Draw(torch.Tensor noise, torch.Tensor? labels = null)
    {
        using var scope = torch.NewDisposeScope();
        return call(OneHot.Beside(GetType().Name, noise, labels, LabelCount)).MoveToOuterDisposeScope();
    }
}
