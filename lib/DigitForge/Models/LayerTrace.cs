using System.Globalization;
using System.Runtime.InteropServices;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>One layer of a model, with its input and output shapes.</summary>
/// <param name="Name">The layer's name in the model; inside a nested part, the part's name comes first, as in <c>part.layer</c>.</param>
/// <param name="Layer">The layer; the model owns it.</param>
/// <param name="Before">The shape of its input, with the batch dimension.</param>
/// <param name="After">The shape of its output, with the batch dimension.</param>
internal sealed record TracedLayer(string Name, Module<torch.Tensor, torch.Tensor> Layer, long[] Before, long[] After);

/// <summary>Runs a model layer by layer, in inference mode and without gradients, to learn the shapes between the layers.</summary>
internal static class LayerTrace
{
    // Two inputs or more, so that the shapes reveal a layer that mixes the inputs of a batch.
    private const long Batch = 2;

    /// <summary>Traces the model's own layers, from input to output. A nested <c>Sequential</c> counts as one layer.</summary>
    /// <param name="model">The model. Each of its modules keeps its mode: training or inference.</param>
    /// <param name="inputShape">The shape of one input, without the batch dimension.</param>
    /// <exception cref="OneSentenceException">The model cannot take inputs of this shape.</exception>
    public static IReadOnlyList<TracedLayer> Run(Sequential model, params long[] inputShape) => Inferring(model, inputShape, input =>
    {
        var layers = new List<TracedLayer>();
        Walk(model, prefix: "", input, forExport: false, layers);
        return layers;
    });

    /// <summary>
    /// Traces the layers for a file format that describes a model by its layers alone. Nested parts are flattened, and the model must compute
    /// nothing else.
    /// </summary>
    /// <param name="model">The model. Each of its modules keeps its mode: training or inference.</param>
    /// <param name="inputShape">The shape of one input, without the batch dimension.</param>
    /// <exception cref="OneSentenceException">
    /// The model cannot take inputs of this shape, a layer mixes the inputs of a batch, or the model computes more than its layers in sequence.
    /// </exception>
    public static IReadOnlyList<TracedLayer> RunForExport(Sequential model, params long[] inputShape) => Inferring(model, inputShape, input =>
    {
        var layers = new List<TracedLayer>();
        // Each run gets a copy, because a layer may change its input in place.
        var found = Walk(model, prefix: "", input.clone(), forExport: true, layers);

        // A class that derives from Sequential may do more than pass values from layer to layer.
        var expected = model.call(input);
        if (!expected.shape.SequenceEqual(found.shape) || !expected.allclose(found, equal_nan: true))
            throw new OneSentenceException($"{model.GetType().Name} cannot be exported: found that it computes more than its layers one after another, expected a plain Sequential.");
        return layers;
    });

    private static IReadOnlyList<TracedLayer> Inferring(Sequential model, long[] inputShape, Func<torch.Tensor, IReadOnlyList<TracedLayer>> run)
    {
        // Parents come before their children, because setting a module's mode sets its children's too.
        var modes = Family(model).Select(module => (Module: module, module.training)).ToList();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        model.eval();
        try
        {
            long count = inputShape.Aggregate(Batch, (product, size) => product * size);
            var type = model.parameters().FirstOrDefault()?.dtype ?? torch.float32;
            var input = torch.linspace(-1, 1, count, dtype: type).reshape([Batch, .. inputShape]);
            return run(input);
        }
        catch (Exception misfit) when (IsMisfit(misfit))
        {
            throw new OneSentenceException($"{model.GetType().Name}: found an input of the shape [{Batched(inputShape)}], expected the shape that the model takes ({FirstLine(misfit)}).", misfit);
        }
        finally
        {
            foreach (var (module, wasTraining) in modes)
                module.train(wasTraining);
        }
    }

    private static torch.Tensor Walk(Sequential model, string prefix, torch.Tensor values, bool forExport, List<TracedLayer> layers)
    {
        foreach (var (ownName, child) in model.named_children())
        {
            string name = prefix + ownName;
            if (forExport && child is Sequential part)
            {
                values = Walk(part, $"{name}.", values, forExport, layers);
                continue;
            }

            var layer = (Module<torch.Tensor, torch.Tensor>)child;
            long[] before = values.shape;
            try
            {
                values = layer.call(values);
            }
            catch (Exception misfit) when (IsMisfit(misfit))
            {
                throw new OneSentenceException($"'{name}' ({layer.GetType().Name}): found an input of the shape [{Batched(before.Skip(1))}], expected the shape that the layer takes ({FirstLine(misfit)}).", misfit);
            }

            if (forExport && (values.dim() == 0 || values.shape[0] != Batch))
                throw new OneSentenceException($"'{name}' ({layer.GetType().Name}) cannot be exported: found an output of the shape [{ShapeText.Join(values.shape)}] for {Batch} inputs, expected one row for each.");
            layers.Add(new TracedLayer(name, layer, before, values.shape));
        }

        return values;
    }

    private static IEnumerable<Module> Family(Module module) => module.children().SelectMany(Family).Prepend(module);

    private static string Batched(IEnumerable<long> shape) => string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)).Prepend("B"));

    // torch's own errors arrive as ExternalException; TorchSharp's checks before the call throw the others.
    private static bool IsMisfit(Exception failure) =>
        failure is ExternalException or ArgumentException or InvalidOperationException or NotImplementedException;

    // torch appends a stack trace of its own after the first line.
    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].Trim().TrimEnd('.');
}

/// <summary>Methods that Keras's models have and torch's lack.</summary>
public static class SequentialExtensions
{
    /// <summary>A table of the model's layers, as Keras's <c>model.summary()</c> prints it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">The shape of one input, without the batch dimension: 100 for the generator, 784 for the discriminator.</param>
    /// <exception cref="OneSentenceException">The model cannot take inputs of this shape.</exception>
    public static ModelSummary Summary(this Sequential model, params long[] inputShape) => ModelSummary.Create(model, inputShape);

    /// <summary>Computes the input of the model's last layer: logits before a sigmoid, or the features that a classification is based on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">A batch of inputs.</param>
    /// <returns>The last layer's input; the caller owns it.</returns>
    public static torch.Tensor CallAllButLast(this Sequential model, torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var values = input;
        foreach (var layer in model.children().SkipLast(1).Cast<Module<torch.Tensor, torch.Tensor>>())
            values = layer.call(values);
        return values.MoveToOuterDisposeScope();
    }
}
