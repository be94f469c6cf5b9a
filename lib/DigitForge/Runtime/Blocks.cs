namespace DigitForge.Runtime;

/// <summary>Splits many rows into blocks, so that no table of all pairs has to be in memory at once.</summary>
internal static class Blocks
{
    /// <summary>Where each block starts and how many rows it has; the last may be shorter.</summary>
    public static IEnumerable<(long Start, long Length)> Split(long count, long size)
    {
        for (long start = 0; start < count; start += size)
            yield return (start, Math.Min(size, count - start));
    }
}
