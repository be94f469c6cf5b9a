using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp.Modules;

namespace DigitForge.Export;

/// <summary>Writes models as ONNX files, which run without torch: in browsers, on phones, from any language.</summary>
public static class OnnxExport
{
    private const string Input = "input";
    private const string Output = "output";

    /// <summary>Writes a model as it is in inference mode, for batches of any size. Its weights keep the names that they have in the <c>state_dict</c>.</summary>
    /// <param name="model">The model; each of its modules is left in the mode, training or inference, that it was in.</param>
    /// <param name="path">The file; by convention it ends in <c>.onnx</c>. Folders that are missing are made.</param>
    /// <param name="inputShape">One input's shape, without the batch dimension: 100 for the generator.</param>
    /// <remarks>
    /// Operator set 17. The file's input is called <c>input</c>, its output <c>output</c>: float32 [batch, ...] both.
    /// </remarks>
    /// <exception cref="OneSentenceException">A layer has no translation, the input does not fit the model, or the file cannot be written.</exception>
    public static void SaveOnnx(this Sequential model, string path, params long[] inputShape)
    {
        byte[] content = Translate(model, inputShape);
        WholeFile.Write(path, beside => File.WriteAllBytes(beside, content));
    }

    private static byte[] Translate(Sequential model, long[] inputShape)
    {
        var layers = LayerTrace.RunForExport(model, inputShape);
        var graph = new OnnxGraph();
        var translator = new OnnxLayers(graph);
        string name = layers.Aggregate(Input, (input, layer) => translator.Add(layer, input));
        graph.Add("Identity", Output, [name]);
        return graph.ToBytes(model.GetType().Name, (Input, inputShape), (Output, layers is [.., var last] ? last.After[1..] : inputShape));
    }
}
