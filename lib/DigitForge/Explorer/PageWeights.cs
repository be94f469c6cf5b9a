using TorchSharp;

namespace DigitForge.Explorer;

/// <summary>All numbers of a network in one row, in half precision: two bytes each, little-endian.</summary>
/// <remarks>
/// Half precision keeps eleven binary digits of a number. That is less than a grey level out of 255 in the pictures, and half the bytes.
/// </remarks>
internal sealed class PageWeights
{
    private readonly List<Half> numbers = [];

    /// <summary>How many numbers there are.</summary>
    public int Count => numbers.Count;

    /// <summary>Puts a tensor's numbers at the end of the row.</summary>
    /// <param name="tensor">Any shape; it stays the caller's.</param>
    /// <returns>The place of its first number in the row.</returns>
    /// <exception cref="ExplorerException">A number is too large for half precision, or is none.</exception>
    public int Add(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var halves = tensor.detach().cpu().to(torch.float16).contiguous();
        if (!halves.isfinite().all().item<bool>())
            throw new ExplorerException("A weight of the generator is infinite, not a number or above 65,504; expected weights of a trained network.");
        int place = numbers.Count;
        numbers.AddRange(halves.data<Half>());
        return place;
    }

    /// <summary>The row as text that a page can carry.</summary>
    public string ToBase64()
    {
        byte[] bytes = new byte[2 * numbers.Count];
        for (int i = 0; i < numbers.Count; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), numbers[i]);
        return Convert.ToBase64String(bytes);
    }
}
