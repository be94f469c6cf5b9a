using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Export;

/// <summary>Writes models as ONNX files, which run without torch: in browsers, on phones, from any language.</summary>
public static class OnnxExport
{
    private const string Input = "input";
    private const string Output = "output";

    // More than one, so that a layer that mixes the pictures of a batch shows itself by its shapes.
    private const long TraceBatch = 2;

    /// <summary>Writes a model as it is in inference mode, for batches of any size. The constants keep their names of the <c>state_dict</c>.</summary>
    /// <param name="model">The model; it is left in the mode, training or inference, that it was in.</param>
    /// <param name="path">The file; by custom it ends in <c>.onnx</c>. Folders that are missing are made.</param>
    /// <param name="inputShape">One input's shape, without the batch dimension: 100 for the generator.</param>
    /// <remarks>
    /// Operator set 17. The file's input is called <c>input</c>, its output <c>output</c>: float32 [batch, ...] both.
    /// </remarks>
    /// <exception cref="ReaderException">A layer has no translation, the input does not fit the model, or the file cannot be written.</exception>
    public static void SaveOnnx(this Sequential model, string path, params long[] inputShape)
    {
        byte[] content = Translate(model, inputShape);
        try
        {
            WholeFile.Write(path, beside => File.WriteAllBytes(beside, content));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReaderException($"{Path.GetFileName(path)}: the file cannot be written ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    private static byte[] Translate(Sequential model, long[] inputShape)
    {
        bool wasTraining = model.training;
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        try
        {
            var graph = new OnnxGraph();
            var input = Probe(inputShape, model.parameters().FirstOrDefault()?.device);
            var (name, values) = Walk(model, "", (Input, input), new OnnxLayers(graph));
            RequireSame(model, input, values);
            graph.Add("Identity", Output, [name]);
            return graph.ToBytes(model.GetType().Name, (Input, inputShape), (Output, values.shape[1..]));
        }
        catch (System.Runtime.InteropServices.ExternalException misfit)
        {
            throw new ReaderException($"The model cannot be exported: found an input of the shape [B, {string.Join(", ", inputShape)}], expected the shape that the model takes ({misfit.Message.Split('\n')[0]}).", misfit);
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    // The shapes are those that the layers give: nothing here has to know how they come about.
    private static (string Name, torch.Tensor Values) Walk(
        Sequential model, string prefix, (string Name, torch.Tensor Values) value, OnnxLayers layers)
    {
        foreach (var (ownName, layer) in model.named_children())
        {
            string name = prefix + ownName;
            if (layer is Sequential part)
            {
                value = Walk(part, $"{name}.", value, layers);
                continue;
            }

            var after = ((Module<torch.Tensor, torch.Tensor>)layer).call(value.Values);
            if (after.shape[0] != TraceBatch)
                throw new ReaderException($"'{name}' ({layer.GetType().Name}) cannot be exported: found {after.shape[0]} results for a batch of {TraceBatch}, expected one each.");
            value = (layers.Add(name, layer, value.Name, value.Values.shape, after.shape), after);
        }

        return value;
    }

    // A class may do more than pass values from layer to layer.
    private static void RequireSame(Sequential model, torch.Tensor input, torch.Tensor found)
    {
        var expected = model.call(input);
        if (!expected.shape.SequenceEqual(found.shape) || !expected.allclose(found))
            throw new ReaderException($"{model.GetType().Name} cannot be exported: found that it computes more than its layers one after another, expected a plain Sequential.");
    }

    private static torch.Tensor Probe(long[] shape, torch.Device? device)
    {
        long count = shape.Aggregate(TraceBatch, (product, size) => product * size);
        return torch.linspace(-1, 1, count, device: device).reshape([TraceBatch, .. shape]);
    }
}
