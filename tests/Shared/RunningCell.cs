using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Shared;

/// <summary>A running cell of .NET Interactive that records its outputs.</summary>
internal sealed class RunningCell : IDisposable
{
    // The index of the output with each id.
    private readonly Dictionary<string, List<object>> places = [];

    // A kernel subscribes to the updates of the outputs.
    private readonly CompositeKernel kernel = [];
    private readonly KernelInvocationContext context = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode("the cell"));
    private readonly IDisposable subscription;

    private RunningCell() => subscription = context.KernelEvents.Subscribe(Note);

    /// <summary>The outputs: one list for each, with what was shown first and what replaced it.</summary>
    public List<List<object>> Places { get; } = [];

    /// <summary>Starts a cell. The current thread runs in it until the cell is disposed.</summary>
    public static RunningCell Begin() => new();

    /// <summary>Presses the stop button.</summary>
    public void Stop() => context.Fail(context.Command, message: "Command cancelled.");

    /// <inheritdoc/>
    public void Dispose()
    {
        context.Dispose();
        subscription.Dispose();
        kernel.Dispose();
    }

    private void Note(KernelEvent message)
    {
        lock (Places)
        {
            switch (message)
            {
                case DisplayedValueProduced shown:
                    Places.Add([shown.Value]);
                    places[shown.ValueId] = Places[^1];
                    break;
                case DisplayedValueUpdated update:
                    places[update.ValueId].Add(update.Value);
                    break;
            }
        }
    }
}
