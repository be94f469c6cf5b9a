using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace DigitForge.Export;

/// <summary>Says each kind of layer in ONNX's operations, as it is in inference mode.</summary>
/// <remarks>The operations and their settings: onnx.ai/onnx/operators.</remarks>
/// <param name="graph">Takes the operations.</param>
internal sealed class OnnxLayers(OnnxGraph graph)
{
    private const string Supported =
        "Linear, Conv2d, ConvTranspose2d, BatchNorm1d, BatchNorm2d, ReLU, LeakyReLU, Sigmoid, Tanh, MaxPool2d, Upsample, Flatten, Unflatten, Dropout, Identity or a Sequential of these";

    /// <summary>Adds a layer.</summary>
    /// <param name="name">The layer's name in the model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The name of the value that goes in.</param>
    /// <param name="before">That value's shape.</param>
    /// <param name="after">The shape of what the layer makes of it.</param>
    /// <returns>The name of what comes out.</returns>
    /// <exception cref="ReaderException">There is no translation for it.</exception>
    public string Add(string name, Module layer, string input, long[] before, long[] after) => layer switch
    {
        Linear linear when before.Length == 2 =>
            graph.Add("Gemm", name, [input, .. WeightAndBias(name, linear.weight, linear.bias)], OnnxAttribute.Whole("transB", 1)),
        ConvTranspose2d convolution => Convolution("ConvTranspose", name, convolution, input, OnnxAttribute.Wholes("output_padding", convolution.output_padding)),
        Conv2d convolution => Convolution("Conv", name, convolution, input),
        BatchNorm { running_mean: { } mean, running_var: { } variance } norm => Norm(name, norm, mean, variance, input),
        MaxPool2d pool => graph.Add("MaxPool", name, [input],
            OnnxAttribute.Wholes("kernel_shape", Pair(pool.kernel_size)),
            OnnxAttribute.Wholes("strides", Pair(pool.stride ?? pool.kernel_size)),
            OnnxAttribute.Wholes("pads", BothSides(pool.padding ?? [0])),
            OnnxAttribute.Wholes("dilations", Pair(pool.dilation ?? [1])),
            OnnxAttribute.Whole("ceil_mode", pool.ceil_mode ? 1 : 0)),
        Upsample upsample => Resize(name, upsample, input, before, after),
        ReLU => graph.Add("Relu", name, [input]),
        LeakyReLU leaky => graph.Add("LeakyRelu", name, [input], OnnxAttribute.Float("alpha", leaky.negative_slope)),
        Sigmoid => graph.Add("Sigmoid", name, [input]),
        Tanh => graph.Add("Tanh", name, [input]),
        Flatten or Unflatten => graph.Add("Reshape", name, [input, graph.Constant($"{name}.shape", [-1, .. after[1..]])]),
        Dropout or Dropout1d or Dropout2d or Identity => input,
        _ => throw Refused(name, layer, $"a layer of the type {layer.GetType().Name} for {before.Length} dimensions", Supported),
    };

    private string Convolution(string operation, string name, Convolution layer, string input, params Action<ProtobufWriter>[] more)
    {
        if (layer.padding_mode != PaddingModes.Zeros)
            throw Refused(name, layer, $"the padding mode {layer.padding_mode}", $"{PaddingModes.Zeros}");
        return graph.Add(operation, name, [input, .. WeightAndBias(name, layer.weight, layer.bias)],
            [
                OnnxAttribute.Wholes("kernel_shape", Pair(layer.kernel_size)),
                OnnxAttribute.Wholes("strides", Pair(layer.stride)),
                OnnxAttribute.Wholes("dilations", Pair(layer.dilation)),
                OnnxAttribute.Whole("group", layer.groups),
                OnnxAttribute.Wholes("pads", layer.padding_type == Padding.Same ? KeepingSize(layer) : BothSides(layer.padding ?? [0])),
                .. more,
            ]);
    }

    private string Norm(string name, BatchNorm norm, torch.Tensor mean, torch.Tensor variance, string input)
    {
        using var scope = torch.NewDisposeScope();
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

    // torch and ONNX place the pixels of a larger picture by the same rule only where each becomes a whole number of them.
    private string Resize(string name, Upsample layer, string input, long[] before, long[] after)
    {
        if (before.Length != 4 || after[2] % before[2] != 0 || after[3] % before[3] != 0)
            throw Refused(name, layer, "a factor that is not whole", "pictures that grow by whole factors");
        Action<ProtobufWriter>[] rule = layer.mode switch
        {
            torch.UpsampleMode.Nearest =>
            [
                OnnxAttribute.Text("mode", "nearest"),
                OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"),
                OnnxAttribute.Text("nearest_mode", "floor"),
            ],
            torch.UpsampleMode.Bilinear =>
            [
                OnnxAttribute.Text("mode", "linear"),
                OnnxAttribute.Text("coordinate_transformation_mode", layer.align_corners == true ? "align_corners" : "half_pixel"),
            ],
            var other => throw Refused(name, layer, $"the mode {other}", "Nearest or Bilinear"),
        };
        string factors = graph.Constant($"{name}.scales", 1f, 1f, after[2] / before[2], after[3] / before[3]);
        return graph.Add("Resize", name, [input, "", factors], rule);
    }

    private IEnumerable<string> WeightAndBias(string name, torch.Tensor weight, torch.Tensor? bias)
    {
        yield return graph.Constant($"{name}.weight", weight);
        if (bias is not null)
            yield return graph.Constant($"{name}.bias", bias);
    }

    // One number stands for both directions.
    private static long[] Pair(long[] sizes) => sizes is [var both] ? [both, both] : sizes;

    private static long[] BothSides(long[] padding) => [.. Pair(padding), .. Pair(padding)];

    // As much on each side as the kernel reaches beyond the edge; the odd one goes behind, as torch has it.
    private static long[] KeepingSize(Convolution layer)
    {
        long[] reach = [.. Pair(layer.dilation).Zip(Pair(layer.kernel_size), (dilation, size) => dilation * (size - 1))];
        return [.. reach.Select(all => all / 2), .. reach.Select(all => all - (all / 2))];
    }

    private static ReaderException Refused(string name, Module layer, string found, string expected) =>
        new($"'{name}' ({layer.GetType().Name}) cannot be exported: found {found}, expected {expected}.");
}
