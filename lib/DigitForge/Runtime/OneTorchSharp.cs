using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace DigitForge.Runtime;

/// <summary>Gives a library that was built against an older TorchSharp the version that is loaded here.</summary>
/// <remarks>
/// TorchSharp.PyBridge 1.4, for one, asks for 0.103. A notebook host looks for exactly that version and finds none; if it found one, there
/// would be two incompatible tensor types.
/// </remarks>
internal static class OneTorchSharp
{
#pragma warning disable CA2255 // It must happen before a cell asks for such a library, whatever that cell does first.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Offer() => AppDomain.CurrentDomain.AssemblyResolve += (_, request) => Answer(new AssemblyName(request.Name));

    /// <summary>The TorchSharp that is loaded; null where the request is for another assembly or for a later version.</summary>
    internal static Assembly? Answer(AssemblyName asked)
    {
        var here = typeof(torch).Assembly;
        var own = here.GetName();
        return asked.Name == own.Name && asked.Version <= own.Version ? here : null;
    }
}
