using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>Keras's default initialization of a dense layer: Glorot-uniform weights and zero biases.</summary>
/// <remarks>
/// Weights are drawn uniformly from -a to a with a = sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010, "Understanding the
/// difficulty of training deep feedforward neural networks", formula 16.
/// </remarks>
public static class GlorotUniform
{
    /// <summary>Draws new weights for every linear layer of a model.</summary>
    /// <param name="model">The model; its layers are changed in place.</param>
    /// <param name="random">The random number generator: the same seed gives the same weights.</param>
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

/// <summary>An initialization for layers that a ReLU follows: normally distributed weights and zero biases.</summary>
/// <remarks>
/// The standard deviation is sqrt(2 / inputs): He et al. 2015, "Delving deep into rectifiers", arXiv:1502.01852, formula 10.
/// A convolution's inputs are all values that one output pixel sees: channels x height x width of the kernel. A transposed convolution's
/// kernel moves over the larger picture in strides, so an output pixel sees only 1 / (stride x stride) of them.
/// </remarks>
internal static class HeNormal
{
    /// <summary>Draws new weights for every convolution and every linear layer of a model.</summary>
    /// <param name="model">The model; its layers are changed in place.</param>
    /// <param name="random">The random number generator: the same seed gives the same weights.</param>
    public static void Initialize(Module model, torch.Generator random)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var layer in model.modules().Prepend(model))
        {
            var (weight, bias, inputs) = layer switch
            {
                Linear linear => (linear.weight, linear.bias, linear.in_features),
                ConvTranspose2d convolution => (convolution.weight, convolution.bias, Product(convolution.weight.shape) / convolution.out_channels / Product(convolution.stride)),
                Conv2d convolution => (convolution.weight, convolution.bias, Product(convolution.weight.shape) / convolution.out_channels),
                _ => default,
            };
            weight?.normal_(0, Math.Sqrt(2.0 / inputs), random);
            bias?.zero_();
        }
    }

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
