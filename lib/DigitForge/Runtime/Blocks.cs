namespace DigitForge.Runtime;

/// <summary>Splits many rows into blocks, so that the table of all pairs never has to fit in memory at once.</summary>
internal static class Blocks
{
    /// <summary>Yields the start and the length of each block. The last block may be shorter.</summary>
    public static IEnumerable<(long Start, long Length)> Split(long count, long size)
    {
        for (long start = 0; start < count; start += size)
            yield return (start, Math.Min(size, count - start));
    }
}
