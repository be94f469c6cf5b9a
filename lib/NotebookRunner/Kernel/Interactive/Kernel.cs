using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

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
