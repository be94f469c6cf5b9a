using System.Globalization;

namespace DigitForge.Display;

/// <summary>Names for elements of a page that a script must find again.</summary>
internal static class ElementId
{
    private static int count;

    /// <summary>A name that no other element shown by this process has.</summary>
    public static string Next(string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"digitforge-{kind}-{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
}
