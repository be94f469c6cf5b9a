using TorchSharp.Modules;

namespace DigitForge.Models;

/// <summary>What Keras's models can do and torch's cannot.</summary>
public static class SequentialExtensions
{
    /// <summary>A table of the model's layers, as Keras's <c>model.summary()</c> prints it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">One input's shape, without the batch dimension: 100 for the generator, 784 for the discriminator.</param>
    public static ModelSummary Summary(this Sequential model, params long[] inputShape) => ModelSummary.Of(model, inputShape);
}
