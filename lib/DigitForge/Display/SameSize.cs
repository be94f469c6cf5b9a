namespace DigitForge.Display;

/// <summary>Grids that stand in one another's place must be of one size.</summary>
internal static class SameSize
{
    /// <summary>The grids, if they are.</summary>
    /// <exception cref="ArgumentException">There is no grid, or one differs in size from the first.</exception>
    public static IReadOnlyList<ImageGrid> Require(IEnumerable<ImageGrid> frames)
    {
        ImageGrid[] all = [.. frames];
        if (all.Length == 0)
            throw new ArgumentException("Found no grid, expected at least one.", nameof(frames));
        if (all.FirstOrDefault(frame => (frame.Width, frame.Height) != (all[0].Width, all[0].Height)) is { } other)
            throw new ArgumentException($"Found a grid of {other.Width} x {other.Height} pixels, expected {all[0].Width} x {all[0].Height} as the first.", nameof(frames));
        return all;
    }
}
