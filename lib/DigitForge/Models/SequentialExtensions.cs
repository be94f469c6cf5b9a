using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>What Keras's models can do and torch's cannot.</summary>
public static class SequentialExtensions
{
    /// <summary>A table of the model's layers, as Keras's <c>model.summary()</c> prints it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">One input's shape, without the batch dimension: 100 for the generator, 784 for the discriminator.</param>
    public static ModelSummary Summary(this Sequential model, params long[] inputShape) => ModelSummary.Of(model, inputShape);

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
