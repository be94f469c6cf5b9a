using DigitForge.Models;
using DigitForge.Runtime;
using Google.Protobuf;
using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace DigitForge.Export;

/// <summary>Translates layers, as they compute in inference mode, to ONNX operators.</summary>
/// <remarks>The operators and their attributes: onnx.ai/onnx/operators.</remarks>
/// <param name="graph">Receives the nodes.</param>
internal sealed class OnnxLayers(OnnxGraph graph) : NetworkWriter
{
    private static string Supported => Language.Text(
        "Linear, Conv2d, ConvTranspose2d, BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, ReLU, LeakyReLU, GELU, SiLU, Sigmoid, Tanh, MaxPool2d, Upsample, PixelShuffle, PixelUnshuffle, Flatten, Unflatten, Dropout, Identity or a Sequential of these");

    /// <inheritdoc/>
    /// <exception cref="OneSentenceException">The layer has no translation.</exception>
    public override string Add(TracedLayer traced, string input)
    {
        using var scope = torch.NewDisposeScope();
        var (name, layer, before, after) = traced;
        return layer switch
        {
            Linear linear when before.Length == 2 =>
                graph.Add("Gemm", name, [input, .. WeightAndBias(name, linear.weight, linear.bias)], OnnxAttribute.Int("transB", 1)),
            Linear linear => Dense(name, linear, input),
            ConvTranspose2d convolution when before.Length == 4 =>
                Convolution("ConvTranspose", name, convolution, input, OnnxAttribute.Ints("output_padding", LayerSettings.OutputPadding(convolution, before, after))),
            Conv2d convolution when before.Length == 4 => Convolution("Conv", name, convolution, input),
            BatchNorm { running_mean: { } mean, running_var: { } variance } norm => Norm(name, norm, mean, variance, input),
            BatchNorm => throw Refused(name, layer, $"no running statistics", $"batch normalization that keeps them"),
            GroupNorm norm when before.Length > 2 => GroupNormalization(name, norm, input, after),
            LayerNorm norm => graph.Add("LayerNormalization", name,
                [
                    input,
                    graph.Constant($"{name}.weight", norm.weight ?? torch.ones(norm.normalized_shape)),
                    .. norm.bias is null ? Enumerable.Empty<string>() : [graph.Constant($"{name}.bias", norm.bias)],
                ],
                OnnxAttribute.Int("axis", -norm.normalized_shape.Length), OnnxAttribute.Float("epsilon", norm.eps)),
            MaxPool2d pool when before.Length == 4 => graph.Add("MaxPool", name, [input],
                OnnxAttribute.Ints("kernel_shape", LayerSettings.Pair(pool.kernel_size)),
                OnnxAttribute.Ints("strides", LayerSettings.Pair(pool.stride ?? pool.kernel_size)),
                OnnxAttribute.Ints("pads", [.. LayerSettings.Pair(pool.padding ?? [0]), .. LayerSettings.Pair(pool.padding ?? [0])]),
                OnnxAttribute.Ints("dilations", LayerSettings.Pair(pool.dilation ?? [1])),
                OnnxAttribute.Int("ceil_mode", pool.ceil_mode ? 1 : 0)),
            Upsample upsample => Resize(name, upsample, input, before, after),
            ReLU => graph.Add("Relu", name, [input]),
            LeakyReLU leaky => graph.Add("LeakyRelu", name, [input], OnnxAttribute.Float("alpha", leaky.negative_slope)),
            GELU { approximate: GELU.Approximate.none } => Gelu(name, input),
            GELU gelu => throw Refused(name, layer, $"the approximation {gelu.approximate}", $"{GELU.Approximate.none}"),
            SiLU => graph.Add("Mul", name, [input, graph.Add("Sigmoid", $"{name}.sigmoid", [input])]),
            Sigmoid => graph.Add("Sigmoid", name, [input]),
            Tanh => graph.Add("Tanh", name, [input]),
            PixelShuffle shuffle when before.Length == 4 => graph.Add("DepthToSpace", name, [input],
                OnnxAttribute.Int("blocksize", shuffle.upscale_factor), OnnxAttribute.String("mode", "CRD")),
            PixelUnshuffle unshuffle when before.Length == 4 => Unshuffle(name, unshuffle.downscale_factor, input, before, after),
            Flatten or Unflatten => Reshape(name, input, [-1, .. after[1..]]),
            Dropout or Dropout1d or Dropout2d or Identity => input,
            _ => throw Refused(name, layer, $"a layer of the type {layer.GetType().Name} for {before.Length} dimensions", $"{Supported}"),
        };
    }

    /// <inheritdoc/>
    public override NetworkValue Sum(string name, NetworkValue first, NetworkValue second) =>
        new(graph.Add("Add", name, [first.Name, second.Name]), first.Shape);

    /// <inheritdoc/>
    public override NetworkValue Concatenate(string name, NetworkValue first, NetworkValue second) => new(
        graph.Add("Concat", name, [first.Name, second.Name], OnnxAttribute.Int("axis", 1)),
        [first.Shape[0], first.Shape[1] + second.Shape[1], .. first.Shape[2..]]);

    /// <inheritdoc/>
    public override NetworkValue Modulate(string name, NetworkValue maps, NetworkValue told)
    {
        long count = maps.Shape[1];
        string everywhere = graph.Add("Unsqueeze", $"{name}.everywhere", [told.Name, graph.Constant($"{name}.axes", 2L, 3L)]);
        string factor = graph.Add("Add", $"{name}.factor", [Part($"{name}.scale", everywhere, axis: 1, from: 0, to: count), graph.Constant($"{name}.one", 1f)]);
        string scaled = graph.Add("Mul", $"{name}.scaled", [maps.Name, factor]);
        return new(graph.Add("Add", name, [scaled, Part($"{name}.shift", everywhere, axis: 1, from: count, to: 2 * count)]), maps.Shape);
    }

    /// <inheritdoc/>
    public override NetworkValue Waves(string name, NetworkValue times, torch.Tensor frequencies)
    {
        string column = graph.Add("Unsqueeze", $"{name}.column", [times.Name, graph.Constant($"{name}.axis", 1L)]);
        string angles = graph.Add("Mul", $"{name}.angles", [column, graph.Constant($"{name}.frequencies", frequencies)]);
        long[] shape = [times.Shape[0], frequencies.shape[0]];
        return Concatenate(
            name,
            new(graph.Add("Sin", $"{name}.sines", [angles]), shape),
            new(graph.Add("Cos", $"{name}.cosines", [angles]), shape));
    }

    /// <inheritdoc/>
    public override NetworkValue OneHot(string name, NetworkValue labels, int count) => new(
        graph.Add("OneHot", name, [labels.Name, graph.Constant($"{name}.count", (long)count), graph.Constant($"{name}.values", 0f, 1f)]),
        [labels.Shape[0], count]);

    /// <summary>Adds a slice of a value along one axis, from one index up to, but not including, another.</summary>
    public string Part(string name, string input, long axis, long from, long to) => graph.Add("Slice", name,
        [input, graph.Constant($"{name}.from", from), graph.Constant($"{name}.to", to), graph.Constant($"{name}.axis", axis)]);

    /// <summary>Adds the same numbers in another shape; 0 keeps a size, and -1 stands for the remaining size.</summary>
    public string Reshape(string name, string input, params long[] shape) =>
        graph.Add("Reshape", name, [input, graph.Constant($"{name}.shape", shape)]);

    private string Convolution(string operation, string name, Convolution layer, string input, params Action<CodedOutputStream>[] more)
    {
        if (layer.padding_mode != PaddingModes.Zeros)
            throw Refused(name, layer, $"the padding mode {layer.padding_mode}", $"{PaddingModes.Zeros}");
        return graph.Add(operation, name, [input, .. WeightAndBias(name, layer.weight, layer.bias)],
            [
                OnnxAttribute.Ints("kernel_shape", LayerSettings.Pair(layer.kernel_size)),
                OnnxAttribute.Ints("strides", LayerSettings.Pair(layer.stride)),
                OnnxAttribute.Ints("dilations", LayerSettings.Pair(layer.dilation)),
                OnnxAttribute.Int("group", layer.groups),
                OnnxAttribute.Ints("pads", [.. LayerSettings.PaddingBefore(layer), .. LayerSettings.PaddingBehind(layer)]),
                .. more,
            ]);
    }

    // The same product for each row, however many dimensions the rows are arranged in.
    private string Dense(string name, Linear layer, string input)
    {
        string columns = graph.Add("Transpose", $"{name}.columns", [graph.Constant($"{name}.weight", layer.weight)], OnnxAttribute.Ints("perm", [1, 0]));
        if (layer.bias is null)
            return graph.Add("MatMul", name, [input, columns]);
        return graph.Add("Add", name, [graph.Add("MatMul", $"{name}.product", [input, columns]), graph.Constant($"{name}.bias", layer.bias)]);
    }

    // Each number times the probability that a standard normal number is below it (Hendrycks and Gimpel 2016, arXiv:1606.08415); operator
    // set 20 has a node for it.
    private string Gelu(string name, string input)
    {
        string scaled = graph.Add("Mul", $"{name}.scaled", [input, graph.Constant($"{name}.scale", 1 / MathF.Sqrt(2))]);
        string twice = graph.Add("Add", $"{name}.twice", [graph.Add("Erf", $"{name}.erf", [scaled]), graph.Constant($"{name}.one", 1f)]);
        return graph.Add("Mul", name, [input, graph.Add("Mul", $"{name}.chance", [twice, graph.Constant($"{name}.half", 0.5f)])]);
    }

    private string Norm(string name, BatchNorm norm, torch.Tensor mean, torch.Tensor variance, string input)
    {
        return graph.Add("BatchNormalization", name,
            [
                input,
                graph.Constant($"{name}.weight", norm.weight ?? torch.ones(norm.num_features)),
                graph.Constant($"{name}.bias", norm.bias ?? torch.zeros(norm.num_features)),
                graph.Constant($"{name}.running_mean", mean),
                graph.Constant($"{name}.running_var", variance),
            ],
            OnnxAttribute.Float("epsilon", norm.eps));
    }

    // Operator set 17 has no group normalization. A group is reshaped to one long channel, to which instance normalization applies.
    private string GroupNormalization(string name, GroupNorm layer, string input, long[] after)
    {
        long[] groups = [layer.num_groups], maps = [-1, .. Enumerable.Repeat(1L, after.Length - 2)];
        string normal = graph.Add("InstanceNormalization", $"{name}.normal",
            [
                Reshape($"{name}.groups", input, -1, layer.num_groups, after[1..].Aggregate(1L, (product, size) => product * size) / layer.num_groups),
                graph.Constant($"{name}.ones", torch.ones(groups)),
                graph.Constant($"{name}.zeros", torch.zeros(groups)),
            ],
            OnnxAttribute.Float("epsilon", layer.eps));
        string output = Reshape($"{name}.maps", normal, [-1, .. after[1..]]);
        if (layer.weight is not null)
            output = graph.Add("Mul", $"{name}.scaled", [output, graph.Constant($"{name}.weight", layer.weight.reshape(maps))]);
        return layer.bias is null ? output : graph.Add("Add", name, [output, graph.Constant($"{name}.bias", layer.bias.reshape(maps))]);
    }

    // ONNX's SpaceToDepth puts the pixels of a block before the channels, torch after them.
    private string Unshuffle(string name, long factor, string input, long[] before, long[] after)
    {
        string places = Reshape($"{name}.places", input, -1, before[1], after[2], factor, after[3], factor);
        string ordered = graph.Add("Transpose", $"{name}.ordered", [places], OnnxAttribute.Ints("perm", [0, 1, 3, 5, 2, 4]));
        return Reshape(name, ordered, [-1, .. after[1..]]);
    }

    // torch and ONNX place the pixels of an enlarged picture by the same rule only for a whole factor.
    private string Resize(string name, Upsample layer, string input, long[] before, long[] after)
    {
        if (LayerSettings.WholeFactors(layer, before, after) is not var (down, across))
            throw Refused(name, layer, $"a factor that is not whole", $"pictures that grow by whole factors");
        Action<CodedOutputStream>[] rule = layer.mode switch
        {
            torch.UpsampleMode.Nearest =>
            [
                OnnxAttribute.String("mode", "nearest"),
                OnnxAttribute.String("coordinate_transformation_mode", "asymmetric"),
                OnnxAttribute.String("nearest_mode", "floor"),
            ],
            torch.UpsampleMode.Bilinear =>
            [
                OnnxAttribute.String("mode", "linear"),
                OnnxAttribute.String("coordinate_transformation_mode", layer.align_corners == true ? "align_corners" : "half_pixel"),
            ],
            var other => throw Refused(name, layer, $"the mode {other}", $"Nearest or Bilinear"),
        };
        string factors = graph.Constant($"{name}.scales", 1f, 1f, down, across);
        return graph.Add("Resize", name, [input, "", factors], rule);
    }

    private IEnumerable<string> WeightAndBias(string name, torch.Tensor weight, torch.Tensor? bias)
    {
        yield return graph.Constant($"{name}.weight", weight);
        if (bias is not null)
            yield return graph.Constant($"{name}.bias", bias);
    }

    private static OneSentenceException Refused(string name, Module layer, Phrase found, Phrase expected) =>
        new($"'{name}' ({layer.GetType().Name}) cannot be exported: found {found}, expected {expected}.");
}

/// <summary>Reads a layer's settings, in any of the forms that torch accepts.</summary>
internal static class LayerSettings
{
    /// <summary>A setting for both directions, down and across; torch also accepts one number for both.</summary>
    public static long[] Pair(long[] sizes) => sizes is [var both] ? [both, both] : sizes;

    /// <summary>The number of rows and columns of padding above and to the left of a convolution's input.</summary>
    public static long[] PaddingBefore(Convolution layer) =>
        layer.padding_type == Padding.Same ? [.. Reach(layer).Select(all => all / 2)] : Pair(layer.padding ?? [0]);

    /// <summary>The number of rows and columns of padding below and to the right of it.</summary>
    public static long[] PaddingBehind(Convolution layer) =>
        layer.padding_type == Padding.Same ? [.. Reach(layer).Select(all => all - (all / 2))] : PaddingBefore(layer);

    /// <summary>The number of rows and columns that a transposed convolution adds below and to the right of its output.</summary>
    /// <remarks>The layer's own setting may differ: TorchSharp 0.107.0 uses the first of the two numbers for both directions.</remarks>
    public static long[] OutputPadding(ConvTranspose2d layer, long[] before, long[] after)
    {
        long[] stride = Pair(layer.stride), padding = PaddingBefore(layer), reach = [.. Reach(layer)];
        return [.. Enumerable.Range(0, 2).Select(i => after[i + 2] - (((before[i + 2] - 1) * stride[i]) - (2 * padding[i]) + reach[i] + 1))];
    }

    /// <summary>The whole factors, down and across, by which a layer enlarges pictures.</summary>
    /// <param name="layer">The layer, set to a factor or to a size.</param>
    /// <param name="before">The shape of its input.</param>
    /// <param name="after">The shape of its output.</param>
    /// <returns>
    /// Null if the input is not a batch of pictures or a factor is not whole, even if the size grows by a whole factor: 4 x 2.2 is 8.
    /// </returns>
    public static (long Down, long Across)? WholeFactors(Upsample layer, long[] before, long[] after)
    {
        if (before.Length != 4 || after[2] % before[2] != 0 || after[3] % before[3] != 0)
            return null;
        foreach (double factor in layer.scale_factor)
        {
            if (!double.IsInteger(factor))
                return null;
        }

        return (after[2] / before[2], after[3] / before[3]);
    }

    // How far a kernel reaches beyond its first pixel, which is also the total padding that keeps a picture's size. If it is odd, torch
    // puts the larger half behind.
    private static IEnumerable<long> Reach(Convolution layer) =>
        Pair(layer.dilation).Zip(Pair(layer.kernel_size), (dilation, size) => dilation * (size - 1));
}
