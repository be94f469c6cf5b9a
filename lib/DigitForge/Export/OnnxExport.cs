using DigitForge.Models;
using DigitForge.Runtime;
using Sequential = TorchSharp.Modules.Sequential;

namespace DigitForge.Export;

/// <summary>Writes models as ONNX files, which run without torch: in browsers, on phones, from any language.</summary>
public static class OnnxExport
{
    private const string Input = "input";
    private const string Output = "output";

    /// <summary>
    /// Writes a model as it computes in inference mode, for batches of any size. Its weights keep their names in the <c>state_dict</c>.
    /// </summary>
    /// <param name="model">The model. Each of its modules keeps its mode: training or inference.</param>
    /// <param name="path">The file; its name conventionally ends in <c>.onnx</c>. Missing folders are created.</param>
    /// <param name="inputShape">The shape of one input, without the batch dimension: 100 for the generator.</param>
    /// <remarks>
    /// Operator set 17. The file's input is <c>input</c>, its output <c>output</c>; both are float32 [batch, ...].
    /// </remarks>
    /// <exception cref="OneSentenceException">A layer has no translation, the input does not fit the model, or the file cannot be written.</exception>
    public static void SaveOnnx(this Sequential model, string path, params long[] inputShape) => Write(path, Translate(model, inputShape));

    /// <summary>Writes a flow network, for batches of any size. Its weights keep their names in the <c>state_dict</c>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file; its name conventionally ends in <c>.onnx</c>. Missing folders are created.</param>
    /// <remarks>
    /// Operator set 17. The inputs are <c>pictures</c>, float32 [batch, 784] with ink at 1 and paper at -1; <c>times</c>, float32 [batch],
    /// 0 for noise to 1 for a finished picture; and <c>labels</c>, int64 [batch], each a digit, or <see cref="FlowNetwork.LabelCount"/> for any. The
    /// output is <c>velocity</c>, float32 [batch, 784]. To draw, start from standard normal noise, and at each step add the velocity times
    /// the step's length.
    /// </remarks>
    /// <exception cref="OneSentenceException">The file cannot be written.</exception>
    public static void SaveOnnx(this FlowNetwork network, string path)
    {
        var graph = new OnnxGraph();
        string velocity = new FlowSteps(network, new OnnxLayers(graph)).Write().Name;
        OnnxValue[] inputs =
        [
            new(FlowSteps.Pictures, OnnxType.Float, OnnxSize.Batch, DigitImage.PixelCount),
            new(FlowSteps.Times, OnnxType.Float, OnnxSize.Batch),
            new(FlowSteps.Labels, OnnxType.Int64, OnnxSize.Batch),
        ];
        Write(path, graph.ToBytes(nameof(FlowNetwork), inputs, new(velocity, OnnxType.Float, OnnxSize.Batch, DigitImage.PixelCount)));
    }

    /// <summary>Writes a transformer, for batches of any size and any number of tokens up to its context.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="path">The file; its name conventionally ends in <c>.onnx</c>. Missing folders are created.</param>
    /// <remarks>
    /// Operator set 17. The input is <c>tokens</c>, int64 [batch, length]. The output is <c>logits</c>, float32 [batch, length, vocabulary]: after
    /// each token, one logit for each possible next token. Its weights keep their names in the <c>state_dict</c>.
    /// </remarks>
    /// <exception cref="OneSentenceException">The file cannot be written.</exception>
    public static void SaveOnnx(this Transformer transformer, string path)
    {
        var graph = new OnnxGraph();
        string logits = new TransformerSteps(transformer, graph).Write();
        var length = OnnxSize.Any("length");
        Write(path, graph.ToBytes(
            nameof(Transformer),
            [new(TransformerSteps.Tokens, OnnxType.Int64, OnnxSize.Batch, length)],
            new(logits, OnnxType.Float, OnnxSize.Batch, length, transformer.Size.Vocabulary)));
    }

    private static void Write(string path, byte[] content) => WholeFile.Write(path, beside => File.WriteAllBytes(beside, content));

    private static byte[] Translate(Sequential model, long[] inputShape)
    {
        var layers = LayerTrace.RunForExport(model, inputShape);
        var graph = new OnnxGraph();
        var translator = new OnnxLayers(graph);
        string name = layers.Aggregate(Input, (input, layer) => translator.Add(layer, input));
        graph.Add("Identity", Output, [name]);
        long[] outputShape = layers is [.., var last] ? last.After[1..] : inputShape;
        return graph.ToBytes(model.GetType().Name, [Value(Input, inputShape)], Value(Output, outputShape));

        static OnnxValue Value(string name, long[] shape) => new(name, OnnxType.Float, [OnnxSize.Batch, .. shape.Select(size => (OnnxSize)size)]);
    }
}
