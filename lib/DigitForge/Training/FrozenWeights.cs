using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Training;

/// <summary>Keeps a network's weights from collecting gradients until it is disposed (Keras's <c>trainable = False</c>).</summary>
internal sealed class FrozenWeights : IDisposable
{
    private readonly List<Parameter> thawed;

    public FrozenWeights(Module network)
    {
        thawed = [.. network.parameters().Where(parameter => parameter.requires_grad)];
        Set(requiresGradient: false);
    }

    public void Dispose() => Set(requiresGradient: true);

    private void Set(bool requiresGradient)
    {
        foreach (var parameter in thawed)
            parameter.requires_grad = requiresGradient;
    }
}
