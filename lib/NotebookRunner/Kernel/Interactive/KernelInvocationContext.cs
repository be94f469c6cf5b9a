using Microsoft.DotNet.Interactive.Formatting;
using NotebookRunner.Documents;

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

    /// <summary>Asks the cell to stop.</summary>
    public CancellationToken CancellationToken { get; internal set; }

    internal Action<CellEvent> Send { get; }

    internal static void Open(Action<CellEvent> send) => Current = new KernelInvocationContext(send);
}

/// <summary>Showing things in the running cell's output.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value now.</summary>
    /// <param name="context">The running cell.</param>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The media types to show it in; by default all that it has.</param>
    public static DisplayedValue Display(this KernelInvocationContext context, object? value, params string[] mimeTypes) =>
        new(context.Send, value, mimeTypes);

    /// <summary>Shows a text as what it is: HTML, Markdown, a picture in base64.</summary>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) =>
        new(context.Send, value, mimeType);
}

/// <summary>What every cell can call by name, as in .NET Interactive.</summary>
public static class Kernel
{
    /// <summary>Shows a value now, while the cell runs.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The media types to show it in; by default all that it has.</param>
#pragma warning disable IDE1006 // Its name in .NET Interactive.
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
#pragma warning restore IDE1006
        KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Makes a text one that is shown as HTML.</summary>
    public static HtmlText HTML(string content) => new(content);
}
