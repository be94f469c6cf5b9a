using System.Text;
using DigitForge.Runtime;
using TorchSharp.Modules;

namespace DigitForge.Models;

/// <summary>A table of a model's layers, as Keras's <c>model.summary()</c> prints it.</summary>
/// <param name="ModelName">The model's name.</param>
/// <param name="Layers">The layers, from input to output.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ModelSummary(string ModelName, IReadOnlyList<LayerSummary> Layers) : IHtmlView
{
    /// <summary>The number of trainable parameters.</summary>
    public long TrainableParameters => Layers.Sum(layer => layer.Trainable);

    /// <summary>The number of running statistics; Keras calls them non-trainable parameters.</summary>
    public long RunningStatistics => Layers.Sum(layer => layer.Statistics);

    /// <summary>Sends an input through the model, layer by layer, and records each layer's output shape.</summary>
    /// <param name="model">The model. Each of its modules keeps its mode: training or inference.</param>
    /// <param name="inputShape">The shape of one input, without the batch dimension.</param>
    /// <exception cref="OneSentenceException">The model cannot take inputs of this shape.</exception>
    public static ModelSummary Create(Sequential model, params long[] inputShape) => new(
        model.GetType().Name,
        [.. LayerTrace.Run(model, inputShape).Select(traced => new LayerSummary(
            traced.Name,
            traced.Layer.GetType().Name,
            traced.After[1..],
            traced.Layer.parameters().Sum(parameter => parameter.numel()),
            traced.Layer.buffers().Where(buffer => buffer.is_floating_point()).Sum(buffer => buffer.numel())))]);

    /// <inheritdoc/>
    public string ToHtml()
    {
        var rows = Layers.Select(layer => (string[])[layer.Name, layer.Type, ShapeText.Join(layer.OutputShape), Language.Text($"{layer.Trainable + layer.Statistics:N0}")]);
        return HtmlTable.Html(Language.Texts("layer", "type", "output shape", "parameters"), rows, words: 2, caption: Language.Text($"Model: {ModelName}"))
            + $"<p>{HtmlText.Escape(Language.Text($"Trainable parameters: {TrainableParameters:N0}. Running statistics: {RunningStatistics:N0}."))}</p>";
    }

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        const int width = 54;
        var text = new StringBuilder(Language.Text($"Model: {ModelName}")).Append('\n');
        void Line(string name, string shape, string count) => text.Append(name.InColumns(24))
            .Append(shape.InColumns(18)).Append(TextColumns.PadLeft(count, 12)).Append('\n');

        text.Append('=', width).Append('\n');
        Line(Language.Text("Layer (type)"), Capital(Language.Text("output shape")), Language.Text("Param #"));
        text.Append('-', width).Append('\n');
        foreach (var layer in Layers)
            Line($"{layer.Name} ({layer.Type})", $"[B, {ShapeText.Join(layer.OutputShape)}]", Language.Text($"{layer.Trainable + layer.Statistics:N0}"));
        text.Append('=', width).Append('\n');
        text.Append(Language.Text($"Trainable parameters: {TrainableParameters:N0}")).Append('\n');
        text.Append(Language.Text($"Running statistics:   {RunningStatistics:N0}")).Append('\n');
        return text.ToString();
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

/// <summary>One row of a model's summary.</summary>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="Type">The layer's type, such as <c>Linear</c>.</param>
/// <param name="OutputShape">The shape of its output, without the batch dimension.</param>
/// <param name="Trainable">The number of trainable parameters.</param>
/// <param name="Statistics">The number of running statistics: numbers that are measured, not trained.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record LayerSummary(
    string Name, string Type, IReadOnlyList<long> OutputShape, long Trainable, long Statistics)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Name} ({Type}): output [B, {ShapeText.Join(OutputShape)}], {Trainable + Statistics:N0} parameters");
}
