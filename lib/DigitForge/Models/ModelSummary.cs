using System.Globalization;
using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>A table of a model's layers, as Keras's <c>model.summary()</c> prints it.</summary>
/// <param name="ModelName">The model's name.</param>
/// <param name="Layers">The layers, from input to output.</param>
public sealed record ModelSummary(string ModelName, IReadOnlyList<LayerSummary> Layers)
{
    /// <summary>How many numbers training adjusts.</summary>
    public long TrainableParameters => Layers.Sum(layer => layer.Trainable);

    /// <summary>How many running statistics the model keeps; Keras calls them non-trainable parameters.</summary>
    public long RunningStatistics => Layers.Sum(layer => layer.Statistics);

    /// <summary>Sends one blank input through the model, layer by layer, and notes what comes out.</summary>
    /// <param name="model">The model; it is left in the mode, training or inference, that it was in.</param>
    /// <param name="inputShape">One input's shape, without the batch dimension.</param>
    public static ModelSummary Create(Sequential model, params long[] inputShape)
    {
        bool wasTraining = model.training;
        model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var values = torch.zeros([1, .. inputShape], device: model.parameters().FirstOrDefault()?.device);
        var layers = new List<LayerSummary>();
        foreach (var (name, layer) in model.named_children())
        {
            values = ((Module<torch.Tensor, torch.Tensor>)layer).call(values);
            layers.Add(new LayerSummary(
                name,
                layer.GetType().Name,
                values.shape[1..],
                layer.parameters().Sum(parameter => parameter.numel()),
                layer.buffers().Where(buffer => buffer.is_floating_point()).Sum(buffer => buffer.numel())));
        }

        model.train(wasTraining);
        return new ModelSummary(model.GetType().Name, layers);
    }

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        const string format = "{0,-24}{1,-18}{2,12}\n";
        const int width = 54;
        var text = new StringBuilder($"Model: {ModelName}\n");
        void Line(string name, string shape, string count) =>
            text.Append(string.Format(CultureInfo.InvariantCulture, format, name, shape, count));

        text.Append('=', width).Append('\n');
        Line("Layer (type)", "Output shape", "Param #");
        text.Append('-', width).Append('\n');
        foreach (var layer in Layers)
            Line($"{layer.Name} ({layer.Type})", $"[B, {string.Join(", ", layer.OutputShape)}]", $"{layer.Trainable + layer.Statistics:N0}");
        text.Append('=', width).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Trainable parameters: {TrainableParameters:N0}\n");
        text.Append(CultureInfo.InvariantCulture, $"Running statistics:   {RunningStatistics:N0}\n");
        return text.ToString();
    }
}

/// <summary>One line of a model's summary.</summary>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="Type">The layer's type, such as <c>Linear</c>.</param>
/// <param name="OutputShape">The shape of what it gives, without the batch dimension.</param>
/// <param name="Trainable">How many numbers training adjusts.</param>
/// <param name="Statistics">How many running statistics it keeps: numbers that are measured, not trained.</param>
public sealed record LayerSummary(
    string Name, string Type, IReadOnlyList<long> OutputShape, long Trainable, long Statistics);

/// <summary>What Keras's models can do and torch's cannot.</summary>
public static class SequentialExtensions
{
    /// <summary>A table of the model's layers, as Keras's <c>model.summary()</c> prints it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">One input's shape, without the batch dimension: 100 for the generator, 784 for the discriminator.</param>
    public static ModelSummary Summary(this Sequential model, params long[] inputShape) => ModelSummary.Create(model, inputShape);

    /// <summary>What the model's last layer but one gives: a verdict before its sigmoid, or the features that a decision rests on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">A batch of what the model takes.</param>
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
