using System.Reflection;
using TorchSharp;

namespace DigitForge.Runtime;

/// <summary>Prepares torch for use: native libraries and threads.</summary>
public static class TorchRuntime
{
    /// <summary>
    /// Loads the native libraries and sets torch to use as many threads as this process has processors (a container's limit counts).
    /// Call it first. Calling it again is harmless.
    /// </summary>
    /// <returns>What torch runs on here.</returns>
    /// <exception cref="OneSentenceException">The native libraries cannot be loaded.</exception>
    public static TorchEnvironment Start()
    {
        NativeLibraries.EnsureLoaded();
        torch.set_num_threads(Math.Min(torch.get_num_threads(), Environment.ProcessorCount));
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        return new TorchEnvironment(
            TorchSharpVersion: version.InformationalVersion.Split('+')[0],
            LibTorchVersion: torch.__version__,
            Threads: torch.get_num_threads());
    }

    /// <summary>Creates a random number generator on the processor. The same seed gives the same numbers.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>The generator; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The native libraries cannot be loaded.</exception>
    public static torch.Generator Random(int seed)
    {
        NativeLibraries.EnsureLoaded();
        return new torch.Generator(unchecked((ulong)seed));
    }
}

/// <summary>What torch runs on: always the processor, because the project references only libtorch's CPU package.</summary>
/// <param name="TorchSharpVersion">The version of the .NET binding.</param>
/// <param name="LibTorchVersion">The version of the native library.</param>
/// <param name="Threads">How many processor threads one operation may use.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TorchEnvironment(string TorchSharpVersion, string LibTorchVersion, int Threads)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        Language.Text($"TorchSharp {TorchSharpVersion} on libtorch {LibTorchVersion}, device cpu, {Threads} threads");
}
