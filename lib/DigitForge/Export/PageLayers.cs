using System.Text.Json.Nodes;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Export;

/// <summary>Says what a network's layers do in inference, in the words of <c>network.js</c>.</summary>
internal static class PageLayers
{
    private const int PixelCount = 784;

    /// <summary>Walks through the layers with one blank input, to learn the shape of what each is given.</summary>
    /// <param name="network">The network; it is left in the mode, training or inference, that it was in.</param>
    /// <param name="inputSize">How many numbers it takes.</param>
    /// <param name="weights">Where the layers' numbers go.</param>
    /// <returns>One object a layer that does something.</returns>
    /// <exception cref="ReaderException">The page has no words for a layer.</exception>
    public static JsonArray Describe(Sequential network, int inputSize, PageWeights weights)
    {
        bool wasTraining = network.training;
        network.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var values = torch.zeros([1, inputSize], device: network.parameters().FirstOrDefault()?.device);
        var layers = new JsonArray();
        foreach (var (name, layer) in network.named_children())
        {
            if (DescribeLayer(name, layer, values.shape[1..], weights) is { } description)
                layers.Add(description);
            values = ((torch.nn.Module<torch.Tensor, torch.Tensor>)layer).call(values);
        }

        network.train(wasTraining);
        return values.numel() == PixelCount
            ? layers
            : throw new ReaderException($"The generator draws {values.numel()} pixels; expected {PixelCount}, a picture of 28 x 28.");
    }

    // Null where the numbers stay as they are: what only gives them another shape, and what is at rest outside training.
    private static JsonObject? DescribeLayer(string name, torch.nn.Module layer, long[] shape, PageWeights weights) => layer switch
    {
        Flatten or Unflatten or Dropout => null,
        Linear dense => new()
        {
            ["kind"] = "dense",
            ["outputs"] = dense.out_features,
            ["weight"] = weights.Add(dense.weight),
            ["bias"] = Bias(dense.bias, dense.out_features, weights),
        },
        Conv2d convolution => Convolution("convolution", name, convolution, convolution.weight, convolution.bias, shape, weights),
        ConvTranspose2d transposed => Convolution("transposedConvolution", name, transposed, transposed.weight, transposed.bias, shape, weights),
        BatchNorm norm => Normalization(norm, weights),
        Upsample => new() { ["kind"] = "enlarge", ["channels"] = shape[0], ["height"] = shape[1], ["width"] = shape[2], ["factor"] = Factor(name, (Upsample)layer) },
        ReLU => new() { ["kind"] = "leakyRelu", ["slope"] = 0 },
        LeakyReLU leaky => new() { ["kind"] = "leakyRelu", ["slope"] = leaky.negative_slope },
        Sigmoid => new() { ["kind"] = "sigmoid" },
        Tanh => new() { ["kind"] = "tanh" },
        _ => throw new ReaderException($"The layer '{name}' is a {layer.GetType().Name}, which the explorer's page cannot compute; expected dense and convolutional layers, batch normalization and their activations."),
    };

    private static JsonObject Convolution(
        string kind, string name, Convolution layer, torch.Tensor weight, torch.Tensor? bias, long[] shape, PageWeights weights)
    {
        bool isSquare = layer.kernel_size[0] == layer.kernel_size[1] && layer.stride[0] == layer.stride[1] && layer.padding![0] == layer.padding[1];
        if (!isSquare || layer.groups != 1 || layer.dilation.Any(step => step != 1) || layer.padding_mode != PaddingModes.Zeros)
            throw new ReaderException($"The layer '{name}' has groups, gaps, another padding than zeros or is not square; expected a plain square convolution.");
        long kernel = layer.kernel_size[0], stride = layer.stride[0], padding = layer.padding![0];
        long Outputs(long size) => layer.transposed
            ? ((size - 1) * stride) - (2 * padding) + kernel + layer.output_padding[0]
            : ((size + (2 * padding) - kernel) / stride) + 1;
        return new()
        {
            ["kind"] = kind,
            ["channels"] = shape[0],
            ["height"] = shape[1],
            ["width"] = shape[2],
            ["outputs"] = layer.out_channels,
            ["outputHeight"] = Outputs(shape[1]),
            ["outputWidth"] = Outputs(shape[2]),
            ["kernel"] = kernel,
            ["stride"] = stride,
            ["padding"] = padding,
            ["weight"] = weights.Add(weight),
            ["bias"] = Bias(bias, layer.out_channels, weights),
        };
    }

    // In inference batch normalization is one factor and one summand per channel.
    private static JsonObject Normalization(BatchNorm norm, PageWeights weights)
    {
        var factor = (norm.running_var! + norm.eps).rsqrt();
        if (norm.affine)
            factor *= norm.weight!;
        var summand = -norm.running_mean! * factor;
        if (norm.affine)
            summand += norm.bias!;
        return new()
        {
            ["kind"] = "scale",
            ["channels"] = norm.num_features,
            ["factor"] = weights.Add(factor),
            ["summand"] = weights.Add(summand),
        };
    }

    private static int Factor(string name, Upsample layer)
    {
        var factors = layer.scale_factor;
        if (layer.mode != torch.UpsampleMode.Nearest || factors.Length != 2 || factors[0] != factors[1] || factors[0] != Math.Truncate(factors[0]))
            throw new ReaderException($"The layer '{name}' does not enlarge by repeating pixels a whole number of times, the same both ways; expected an Upsample that does.");
        return (int)factors[0];
    }

    private static int Bias(torch.Tensor? bias, long count, PageWeights weights) => weights.Add(bias ?? torch.zeros(count));
}

/// <summary>All numbers of a network in one row, in half precision: two bytes each, little-endian.</summary>
/// <remarks>
/// Half precision keeps eleven binary digits of a number. That is less than a grey level out of 255 in the pictures, and half the bytes.
/// </remarks>
internal sealed class PageWeights
{
    private readonly List<Half> numbers = [];

    /// <summary>How many numbers there are.</summary>
    public int Count => numbers.Count;

    /// <summary>Puts a tensor's numbers at the end of the row.</summary>
    /// <param name="tensor">Any shape; it stays the caller's.</param>
    /// <returns>The place of its first number in the row.</returns>
    /// <exception cref="ReaderException">A number is too large for half precision, or is none.</exception>
    public int Add(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var halves = tensor.detach().cpu().to(torch.float16).contiguous();
        if (!halves.isfinite().all().item<bool>())
            throw new ReaderException("A weight of the generator is infinite, not a number or above 65,504; expected weights of a trained network.");
        int place = numbers.Count;
        numbers.AddRange(halves.data<Half>());
        return place;
    }

    /// <summary>The row as text that a page can carry.</summary>
    public string ToBase64()
    {
        byte[] bytes = new byte[2 * numbers.Count];
        for (int i = 0; i < numbers.Count; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), numbers[i]);
        return Convert.ToBase64String(bytes);
    }
}
