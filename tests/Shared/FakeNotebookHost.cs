using DigitForge.Display;

// A notebook host is found by these names alone, so a test can be one.
namespace Microsoft.DotNet.Interactive;

/// <summary>A running cell that notes what is shown in it.</summary>
public sealed class KernelInvocationContext : IDisposable
{
    private KernelInvocationContext(CancellationToken cancellationToken) => CancellationToken = cancellationToken;

    public static KernelInvocationContext? Current { get; private set; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Each thing shown, with what replaced it: one list for each place in the output.</summary>
    public List<List<object>> Places { get; } = [];

    public static KernelInvocationContext Open(CancellationToken cancellationToken = default) => Current = new KernelInvocationContext(cancellationToken);

    public void Dispose() => Current = null;
}

public static class KernelInvocationContextExtensions
{
    public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes)
    {
        if (mimeTypes is not ["text/html"])
            throw new ArgumentException($"Found {string.Join(", ", mimeTypes)}, expected text/html.", nameof(mimeTypes));
        context.Places.Add([]);
        var shown = new DisplayedValue(context.Places[^1]);
        shown.Update(value);
        return shown;
    }
}

/// <summary>A place in the output. As in a host, whatever comes there is made HTML at once.</summary>
public sealed class DisplayedValue(List<object> place)
{
    public void Update(object updatedValue)
    {
        _ = ((IHtmlView)updatedValue).ToHtml();
        place.Add(updatedValue);
    }
}
