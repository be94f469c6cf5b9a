using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>Keras's default start for a dense layer: Glorot-uniform weights and zero biases.</summary>
/// <remarks>
/// Weights are drawn evenly from -a to a with a = sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010, "Understanding the
/// difficulty of training deep feedforward neural networks", formula 16.
/// </remarks>
public static class GlorotUniform
{
    /// <summary>Draws new weights for every linear layer of a model.</summary>
    /// <param name="model">The model; its layers are changed in place.</param>
    /// <param name="random">The generator to draw from: the same seed gives the same weights.</param>
    public static void Initialize(Module model, torch.Generator random)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var layer in model.modules().Prepend(model).OfType<TorchSharp.Modules.Linear>())
        {
            double limit = Math.Sqrt(6.0 / (layer.in_features + layer.out_features));
            layer.weight.uniform_(-limit, limit, random);
            layer.bias?.zero_();
        }
    }
}
