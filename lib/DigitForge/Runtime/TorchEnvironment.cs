using TorchSharp;

namespace DigitForge.Runtime;

/// <summary>What torch runs on.</summary>
/// <param name="TorchSharpVersion">The version of the .NET binding.</param>
/// <param name="LibTorchVersion">The version of the native library.</param>
/// <param name="Device">Where tensors live and are computed.</param>
/// <param name="Threads">How many processor threads one operation may use.</param>
public sealed record TorchEnvironment(string TorchSharpVersion, string LibTorchVersion, torch.Device Device, int Threads)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        $"TorchSharp {TorchSharpVersion} on libtorch {LibTorchVersion}, device {Device}, {Threads} threads";
}
