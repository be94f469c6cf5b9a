using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

// The namespace is .NET Interactive's choice: a cell can write x.Display() without a using line.
namespace System;

/// <summary>Showing values from inside a cell, as in .NET Interactive.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value now, while the cell runs.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Shows a text as what it is: HTML, Markdown, a picture in base64.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        KernelInvocationContext.Current.DisplayAs(value, mimeType);
}
