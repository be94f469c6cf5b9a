using DigitForge.Models;
using static TorchSharp.torch.nn;

namespace DigitForge.Export;

/// <summary>The computation of a <see cref="FlowNetwork"/>, step by step. Its layers keep their names in the <c>state_dict</c>.</summary>
/// <param name="network">The network.</param>
/// <param name="writer">Receives the steps.</param>
internal sealed class FlowSteps(FlowNetwork network, NetworkWriter writer)
{
    /// <summary>The name of the input with the pictures on their way.</summary>
    public const string Pictures = "pictures";

    /// <summary>The name of the input with the times.</summary>
    public const string Times = "times";

    /// <summary>The name of the input with the labels.</summary>
    public const string Labels = "labels";

    /// <summary>The name of the last step.</summary>
    public const string Velocity = "velocity";

    // The shapes need a batch of some size. With size 1, a mistake would not show.
    private const int Batch = 2;

    private readonly Dictionary<string, Module> layers = network.named_modules().ToDictionary();

    /// <summary>Writes all steps, in the order of <see cref="FlowNetwork.forward"/>.</summary>
    /// <returns>The velocity: [B, 784].</returns>
    public NetworkValue Write()
    {
        var told = Condition();
        var pixels = writer.Layer("pixels", Unflatten(1, [1, DigitImage.Side, DigitImage.Side]), new(Pictures, [Batch, DigitImage.PixelCount]));
        var places = writer.Layer("places", PixelUnshuffle(FlowNetwork.Patch), pixels);
        var fine = Block("outer", Layer("enter", places), told);
        var coarse = Block("inner2", Block("inner1", Layer("smaller", fine), told), told);
        var both = Block("joined", writer.Concatenate("both", Layer("larger", coarse), fine), told);
        var velocity = writer.Layer("image", PixelShuffle(FlowNetwork.Patch), Layer("exit", Silu("silu", Layer("norm", both))));
        return writer.Layer(Velocity, Flatten(), velocity);
    }

    private NetworkValue Condition()
    {
        using var frequencies = FlowCondition.Frequencies();
        var waves = writer.Waves("condition.waves", new(Times, [Batch]), frequencies);
        var digit = writer.OneHot("condition.digit", new(Labels, [Batch]), network.LabelCount + 1);
        var hidden = Silu("condition.silu1", Layer("condition.dense1", writer.Concatenate("condition.input", waves, digit)));
        return Silu("condition.silu2", Layer("condition.dense2", hidden));
    }

    private NetworkValue Block(string name, NetworkValue input, NetworkValue told)
    {
        var hidden = Layer($"{name}.norm2", Layer($"{name}.conv1", Silu($"{name}.silu1", Layer($"{name}.norm1", input))));
        var modulated = writer.Modulate($"{name}.modulated", hidden, Layer($"{name}.told", told));
        var changed = Layer($"{name}.conv2", Silu($"{name}.silu2", modulated));
        string shortcut = $"{name}.shortcut";
        return writer.Sum(name, layers.ContainsKey(shortcut) ? Layer(shortcut, input) : input, changed);
    }

    private NetworkValue Layer(string name, NetworkValue input) =>
        writer.Layer(name, (Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>)layers[name], input);

    private NetworkValue Silu(string name, NetworkValue input) => writer.Layer(name, SiLU(), input);
}
