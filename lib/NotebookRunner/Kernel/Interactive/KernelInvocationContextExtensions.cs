using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

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
