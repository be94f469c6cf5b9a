using NotebookRunner.Workers;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// The running cell. It has the name and the members of .NET Interactive's class, because that is how a library that knows
/// no notebook host finds the one that it runs in.
/// </summary>
public sealed class KernelInvocationContext
{
    private KernelInvocationContext(Action<CellEvent> send) => Send = send;

    /// <summary>The running cell's context.</summary>
    public static KernelInvocationContext Current { get; private set; } = new(_ => { });

    /// <summary>Asks the cell to stop. This host ends the whole process instead.</summary>
    public CancellationToken CancellationToken { get; } = CancellationToken.None;

    internal Action<CellEvent> Send { get; }

    internal static void Open(Action<CellEvent> send) => Current = new KernelInvocationContext(send);
}
