using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace DigitForge.Runtime;

/// <summary>Gives a library that was built with an older TorchSharp the one that is here.</summary>
/// <remarks>
/// A notebook host looks for the very version and finds none (TorchSharp.PyBridge 1.4 asks for 0.103); and if it found one, there
/// would be two kinds of tensor.
/// </remarks>
internal static class OneTorchSharp
{
#pragma warning disable CA2255 // It has to happen before a cell asks for such a library, whatever that cell does first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Offer() => AppDomain.CurrentDomain.AssemblyResolve += (_, request) => Answer(new AssemblyName(request.Name));

    /// <summary>The assembly for a name; null where it is not TorchSharp, or a later one than is here.</summary>
    internal static Assembly? Answer(AssemblyName asked)
    {
        var here = typeof(torch).Assembly;
        var own = here.GetName();
        return asked.Name == own.Name && asked.Version <= own.Version ? here : null;
    }
}
