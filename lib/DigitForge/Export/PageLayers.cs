using System.Text.Json.Nodes;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Export;

/// <summary>Describes a network's layers, as they are in inference mode, for <c>network.js</c>.</summary>
internal static class PageLayers
{
    private const string Supported =
        "Linear for one row of numbers, Conv2d, ConvTranspose2d, batch normalization, Upsample, ReLU, LeakyReLU, Sigmoid, Tanh, Flatten, Unflatten, Dropout, Identity or a Sequential of these";

    /// <summary>Describes the layers, from input to output.</summary>
    /// <param name="network">The network; each of its modules is left in the mode, training or inference, that it was in.</param>
    /// <param name="inputSize">How many numbers it takes.</param>
    /// <param name="weights">Where the layers' numbers go.</param>
    /// <returns>One object for each layer that changes numbers.</returns>
    /// <exception cref="OneSentenceException">The page cannot compute a layer, or the network does not draw one picture for each input.</exception>
    public static JsonArray Describe(Sequential network, int inputSize, PageWeights weights)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var layers = LayerTrace.RunForExport(network, inputSize);
        long pixels = layers is [.., var last] ? last.After[1..].Aggregate(1L, (product, size) => product * size) : inputSize;
        if (pixels != DigitImage.PixelCount)
            throw new OneSentenceException($"The generator draws {pixels} pixels; expected {DigitImage.PixelCount}, a picture of {DigitImage.Side} x {DigitImage.Side}.");
        return [.. layers.Select(layer => DescribeLayer(layer, weights)).OfType<JsonObject>()];
    }

    // Null where the numbers stay as they are: a layer that only changes the shape, or one that does nothing outside training.
    private static JsonObject? DescribeLayer(TracedLayer traced, PageWeights weights) => traced.Layer switch
    {
        Flatten or Unflatten or Dropout or Dropout1d or Dropout2d or Identity => null,
        Linear dense when traced.Before.Length == 2 => new()
        {
            ["kind"] = "dense",
            ["outputs"] = dense.out_features,
            ["weight"] = weights.Add(dense.weight),
            ["bias"] = Bias(dense.bias, dense.out_features, weights),
        },
        ConvTranspose2d transposed when traced.Before.Length == 4 => Convolution("transposedConvolution", traced, transposed, weights),
        Conv2d convolution when traced.Before.Length == 4 => Convolution("convolution", traced, convolution, weights),
        BatchNorm { running_mean: { } mean, running_var: { } variance } norm => Normalization(norm, mean, variance, weights),
        BatchNorm => throw Refused(traced, "no running statistics", "batch normalization that keeps them"),
        Upsample upsample => Enlargement(traced, upsample),
        ReLU => new() { ["kind"] = "leakyRelu", ["slope"] = 0 },
        LeakyReLU leaky => new() { ["kind"] = "leakyRelu", ["slope"] = leaky.negative_slope },
        Sigmoid => new() { ["kind"] = "sigmoid" },
        Tanh => new() { ["kind"] = "tanh" },
        var other => throw Refused(traced, FormattableString.Invariant($"a layer of the type {other.GetType().Name} for {traced.Before.Length} dimensions"), Supported),
    };

    private static JsonObject Convolution(string kind, TracedLayer traced, Convolution layer, PageWeights weights)
    {
        long[] kernel = LayerSettings.Pair(layer.kernel_size), stride = LayerSettings.Pair(layer.stride), padding = LayerSettings.PaddingBefore(layer);
        if (kernel[0] != kernel[1] || stride[0] != stride[1] || padding[0] != padding[1])
            throw Refused(traced, "a kernel, stride or padding that differs down and across", "a square convolution");
        if (layer.groups != 1 || layer.dilation.Any(step => step != 1))
            throw Refused(traced, "groups or dilation", "a convolution without them");
        if (layer.padding_mode != PaddingModes.Zeros)
            throw Refused(traced, $"the padding mode {layer.padding_mode}", $"{PaddingModes.Zeros}");
        return new()
        {
            ["kind"] = kind,
            ["channels"] = traced.Before[1],
            ["height"] = traced.Before[2],
            ["width"] = traced.Before[3],
            ["outputs"] = layer.out_channels,
            // What is padded behind the picture, and a transposed convolution's output padding, are in these two sizes.
            ["outputHeight"] = traced.After[2],
            ["outputWidth"] = traced.After[3],
            ["kernel"] = kernel[0],
            ["stride"] = stride[0],
            ["padding"] = padding[0],
            ["weight"] = weights.Add(layer.weight),
            ["bias"] = Bias(layer.bias, layer.out_channels, weights),
        };
    }

    // In inference batch normalization is one factor and one summand per channel.
    private static JsonObject Normalization(BatchNorm norm, torch.Tensor mean, torch.Tensor variance, PageWeights weights)
    {
        var factor = (variance + norm.eps).rsqrt();
        if (norm.weight is not null)
            factor *= norm.weight;
        var summand = -mean * factor;
        if (norm.bias is not null)
            summand += norm.bias;
        return new()
        {
            ["kind"] = "scale",
            ["channels"] = norm.num_features,
            ["factor"] = weights.Add(factor),
            ["summand"] = weights.Add(summand),
        };
    }

    private static JsonObject Enlargement(TracedLayer traced, Upsample layer)
    {
        if (layer.mode != torch.UpsampleMode.Nearest)
            throw Refused(traced, $"the mode {layer.mode}", $"{torch.UpsampleMode.Nearest}");
        if (LayerSettings.WholeFactors(layer, traced.Before, traced.After) is not var (down, across) || down != across)
            throw Refused(traced, "a factor that is not whole, or not the same down and across", "pictures that grow by one whole factor");
        return new() { ["kind"] = "enlarge", ["channels"] = traced.Before[1], ["height"] = traced.Before[2], ["width"] = traced.Before[3], ["factor"] = down };
    }

    private static int Bias(torch.Tensor? bias, long count, PageWeights weights) => weights.Add(bias ?? torch.zeros(count));

    private static OneSentenceException Refused(TracedLayer traced, string found, string expected) =>
        new($"'{traced.Name}' ({traced.Layer.GetType().Name}) cannot be computed by the explorer's page: found {found}, expected {expected}.");
}

/// <summary>All weights of a network one after another in half precision: two bytes each, little-endian.</summary>
/// <remarks>
/// Half precision keeps eleven binary digits of a number: half the bytes of single precision, and the pictures change by less than one
/// grey level of 255.
/// </remarks>
internal sealed class PageWeights
{
    private readonly List<Half> numbers = [];

    /// <summary>How many numbers there are.</summary>
    public int Count => numbers.Count;

    /// <summary>Appends a tensor's numbers.</summary>
    /// <param name="tensor">Any shape; it stays the caller's.</param>
    /// <returns>The index of its first number.</returns>
    /// <exception cref="OneSentenceException">A number is not finite, or too large for half precision.</exception>
    public int Add(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var halves = tensor.detach().to(torch.float16).contiguous();
        if (!halves.isfinite().all().item<bool>())
            throw new OneSentenceException("A weight of the generator is infinite, not a number or above 65,504; expected weights of a trained network.");
        int place = numbers.Count;
        numbers.AddRange(halves.data<Half>());
        return place;
    }

    /// <summary>The bytes as Base64.</summary>
    public string ToBase64()
    {
        byte[] bytes = new byte[2 * numbers.Count];
        for (int i = 0; i < numbers.Count; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), numbers[i]);
        return Convert.ToBase64String(bytes);
    }
}
