namespace DigitForge.Data;

/// <summary>The content of an IDX file of unsigned bytes: its dimensions and its values in row-major order.</summary>
/// <param name="Dimensions">The sizes, outermost first: [60000, 28, 28] for MNIST's training images, [60000] for their labels.</param>
/// <param name="Values">The bytes, as many as the product of the dimensions.</param>
public sealed record IdxArray(IReadOnlyList<int> Dimensions, byte[] Values)
{
    /// <summary>The dimensions as a reader writes them: <c>60000 x 28 x 28</c>.</summary>
    public string Shape => string.Join(" x ", Dimensions);
}
