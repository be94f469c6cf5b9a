using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Shared;

/// <summary>A running cell of .NET Interactive that notes what is shown in it.</summary>
internal sealed class RunningCell : IDisposable
{
    // The place in the output that each id was shown at.
    private readonly Dictionary<string, List<object>> places = [];

    // A kernel listens to the updates of what is shown.
    private readonly CompositeKernel kernel = [];
    private readonly KernelInvocationContext context = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode("the cell"));
    private readonly IDisposable subscription;

    private RunningCell() => subscription = context.KernelEvents.Subscribe(Note);

    /// <summary>Each thing shown, with what replaced it: one list for each place in the output.</summary>
    public List<List<object>> Places { get; } = [];

    /// <summary>Begins a cell. From now on, and until it is disposed, the current thread runs in it.</summary>
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
