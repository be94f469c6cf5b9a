using System.Text.Json.Nodes;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Export;

/// <summary>Describes for <c>network.js</c> what a network computes in inference mode, with its weights.</summary>
internal sealed class PageLayers : NetworkWriter
{
    private const string Input = "input";
    private static string Supported => Language.Text(
        "Linear for one row of numbers, Conv2d, ConvTranspose2d, batch or group normalization, Upsample, PixelShuffle, PixelUnshuffle, ReLU, LeakyReLU, SiLU, Sigmoid, Tanh, Flatten, Unflatten, Dropout, Identity or a Sequential of these");

    /// <summary>The steps. Each says what it computes, and from which values.</summary>
    public JsonArray Steps { get; } = [];

    /// <summary>All weights.</summary>
    public PageWeights Weights { get; } = new();

    /// <summary>Describes a generator whose input is named <c>input</c>.</summary>
    /// <param name="network">The network. Each of its modules keeps its mode: training or inference.</param>
    /// <param name="inputSize">The number of values in its input.</param>
    /// <exception cref="OneSentenceException">The page cannot compute a layer, or the network does not draw one picture for each input.</exception>
    public static PageLayers Describe(Sequential network, int inputSize)
    {
        var traced = LayerTrace.RunForExport(network, inputSize);
        long pixels = traced is [.., var last] ? last.After[1..].Aggregate(1L, (product, size) => product * size) : inputSize;
        if (pixels != DigitImage.PixelCount)
            throw new OneSentenceException($"The generator draws {pixels} pixels; expected {DigitImage.PixelCount}, a picture of {DigitImage.Side} x {DigitImage.Side}.");
        var layers = new PageLayers();
        string value = Input;
        foreach (var layer in traced)
            value = layers.Add(layer, value);
        return layers;
    }

    /// <summary>A float32 row as JSON.</summary>
    public static JsonArray Numbers(torch.Tensor row) => [.. row.data<float>().Select(number => JsonValue.Create(number))];

    /// <summary>The steps and weights as JSON.</summary>
    public JsonObject ToJson() => new() { ["steps"] = Steps, ["weights"] = Weights.ToBase64() };

    /// <inheritdoc/>
    /// <exception cref="OneSentenceException">The page cannot compute the layer.</exception>
    public override string Add(TracedLayer traced, string input)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (name, layer, before, after) = traced;
        return layer switch
        {
            // The numbers do not change.
            Flatten or Unflatten or Dropout or Dropout1d or Dropout2d or Identity => input,
            Linear dense when before.Length == 2 => Step(name, Dense(dense), input),
            ConvTranspose2d transposed when before.Length == 4 => Step(name, Convolution("transposedConvolution", traced, transposed), input),
            Conv2d convolution when before.Length == 4 => Step(name, Convolution("convolution", traced, convolution), input),
            BatchNorm { running_mean: { } mean, running_var: { } variance } norm => Step(name, Normalization(norm, mean, variance), input),
            BatchNorm => throw Refused(traced, $"no running statistics", $"batch normalization that keeps them"),
            GroupNorm norm when before.Length > 2 => Groups(traced, norm, input),
            Upsample upsample => Step(name, Enlargement(traced, upsample), input),
            PixelShuffle shuffle when before.Length == 4 => Step(name, Shuffling("shuffle", after, shuffle.upscale_factor), input),
            PixelUnshuffle unshuffle when before.Length == 4 => Step(name, Shuffling("unshuffle", before, unshuffle.downscale_factor), input),
            ReLU => Step(name, new() { ["kind"] = "leakyRelu", ["slope"] = 0 }, input),
            LeakyReLU leaky => Step(name, new() { ["kind"] = "leakyRelu", ["slope"] = leaky.negative_slope }, input),
            SiLU => Step(name, Kind("silu"), input),
            Sigmoid => Step(name, Kind("sigmoid"), input),
            Tanh => Step(name, Kind("tanh"), input),
            _ => throw Refused(traced, $"a layer of the type {layer.GetType().Name} for {before.Length} dimensions", $"{Supported}"),
        };
    }

    /// <inheritdoc/>
    public override NetworkValue Sum(string name, NetworkValue first, NetworkValue second) =>
        new(Step(name, Kind("sum"), first.Name, second.Name), first.Shape);

    /// <inheritdoc/>
    public override NetworkValue Concatenate(string name, NetworkValue first, NetworkValue second) => new(
        Step(name, Kind("concatenate"), first.Name, second.Name),
        [first.Shape[0], first.Shape[1] + second.Shape[1], .. first.Shape[2..]]);

    /// <inheritdoc/>
    public override NetworkValue Modulate(string name, NetworkValue maps, NetworkValue told) =>
        new(Step(name, Kind("modulate"), maps.Name, told.Name), maps.Shape);

    /// <inheritdoc/>
    /// <remarks>Half precision would shift the fastest waves, so the frequencies are stored in the step itself.</remarks>
    public override NetworkValue Waves(string name, NetworkValue times, torch.Tensor frequencies) => new(
        Step(name, new() { ["kind"] = "waves", ["frequencies"] = Numbers(frequencies) }, times.Name),
        [times.Shape[0], 2 * frequencies.shape[0]]);

    /// <inheritdoc/>
    public override NetworkValue OneHot(string name, NetworkValue labels, int count) =>
        new(Step(name, new() { ["kind"] = "oneHot", ["count"] = count }, labels.Name), [labels.Shape[0], count]);

    private string Step(string name, JsonObject step, params string[] inputs)
    {
        step["name"] = name;
        step["inputs"] = new JsonArray([.. inputs.Select(input => JsonValue.Create(input))]);
        Steps.Add(step);
        return name;
    }

    private static JsonObject Kind(string kind) => new() { ["kind"] = kind };

    private JsonObject Dense(Linear layer) => new()
    {
        ["kind"] = "dense",
        ["outputs"] = layer.out_features,
        ["weight"] = Weights.Add(layer.weight),
        ["bias"] = Bias(layer.bias, layer.out_features),
    };

    private JsonObject Convolution(string kind, TracedLayer traced, Convolution layer)
    {
        long[] kernel = LayerSettings.Pair(layer.kernel_size), stride = LayerSettings.Pair(layer.stride), padding = LayerSettings.PaddingBefore(layer);
        if (kernel[0] != kernel[1] || stride[0] != stride[1] || padding[0] != padding[1])
            throw Refused(traced, $"a kernel, stride or padding that differs down and across", $"a square convolution");
        if (layer.groups != 1 || layer.dilation.Any(step => step != 1))
            throw Refused(traced, $"groups or dilation", $"a convolution without them");
        if (layer.padding_mode != PaddingModes.Zeros)
            throw Refused(traced, $"the padding mode {layer.padding_mode}", $"{PaddingModes.Zeros}");
        return new()
        {
            ["kind"] = kind,
            ["channels"] = traced.Before[1],
            ["height"] = traced.Before[2],
            ["width"] = traced.Before[3],
            ["outputs"] = layer.out_channels,
            // These two sizes already include the padding behind the picture, and a transposed convolution's output padding.
            ["outputHeight"] = traced.After[2],
            ["outputWidth"] = traced.After[3],
            ["kernel"] = kernel[0],
            ["stride"] = stride[0],
            ["padding"] = padding[0],
            ["weight"] = Weights.Add(layer.weight),
            ["bias"] = Bias(layer.bias, layer.out_channels),
        };
    }

    // In inference mode, batch normalization is one factor and one summand per channel.
    private JsonObject Normalization(BatchNorm norm, torch.Tensor mean, torch.Tensor variance)
    {
        var factor = (variance + norm.eps).rsqrt();
        if (norm.weight is not null)
            factor *= norm.weight;
        var summand = -mean * factor;
        if (norm.bias is not null)
            summand += norm.bias;
        return Scale(norm.num_features, factor, summand);
    }

    private string Groups(TracedLayer traced, GroupNorm norm, string input)
    {
        long channels = traced.Before[1];
        string normal = Step($"{traced.Name}.normal", new() { ["kind"] = "normalizeGroups", ["groups"] = norm.num_groups, ["epsilon"] = norm.eps }, input);
        return Step(traced.Name, Scale(channels, norm.weight ?? torch.ones(channels), norm.bias ?? torch.zeros(channels)), normal);
    }

    private JsonObject Scale(long channels, torch.Tensor factor, torch.Tensor summand) => new()
    {
        ["kind"] = "scale",
        ["channels"] = channels,
        ["factor"] = Weights.Add(factor),
        ["summand"] = Weights.Add(summand),
    };

    // The channels and sizes of the larger picture.
    private static JsonObject Shuffling(string kind, long[] large, long factor) =>
        new() { ["kind"] = kind, ["channels"] = large[1], ["height"] = large[2], ["width"] = large[3], ["factor"] = factor };

    private static JsonObject Enlargement(TracedLayer traced, Upsample layer)
    {
        if (layer.mode != torch.UpsampleMode.Nearest)
            throw Refused(traced, $"the mode {layer.mode}", $"{torch.UpsampleMode.Nearest}");
        if (LayerSettings.WholeFactors(layer, traced.Before, traced.After) is not var (down, across) || down != across)
            throw Refused(traced, $"a factor that is not whole, or not the same down and across", $"pictures that grow by one whole factor");
        return new() { ["kind"] = "enlarge", ["channels"] = traced.Before[1], ["height"] = traced.Before[2], ["width"] = traced.Before[3], ["factor"] = down };
    }

    private int Bias(torch.Tensor? bias, long count) => Weights.Add(bias ?? torch.zeros(count));

    private static OneSentenceException Refused(TracedLayer traced, Phrase found, Phrase expected) =>
        new($"'{traced.Name}' ({traced.Layer.GetType().Name}) cannot be computed by the explorer's page: found {found}, expected {expected}.");
}

/// <summary>All weights of a network in half precision, one after another: two bytes each, little-endian.</summary>
/// <remarks>
/// Half precision keeps eleven binary digits of a number. It halves the bytes of single precision, and changes the pictures by less than one
/// grey level of 255.
/// </remarks>
internal sealed class PageWeights
{
    private readonly List<Half> numbers = [];

    /// <summary>The number of weights.</summary>
    public int Count => numbers.Count;

    /// <summary>Appends a tensor's numbers.</summary>
    /// <param name="tensor">Any shape; the caller owns it.</param>
    /// <returns>The index of its first number.</returns>
    /// <exception cref="OneSentenceException">A number is not finite, or too large for half precision.</exception>
    public int Add(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var halves = tensor.detach().to(torch.float16).contiguous();
        if (!halves.isfinite().all().item<bool>())
            throw new OneSentenceException("A weight of the network is infinite, not a number or above 65,504; expected weights of a trained network.");
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
