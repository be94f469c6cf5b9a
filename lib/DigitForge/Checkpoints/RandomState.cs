using System.Buffers.Binary;
using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>The state of a random number generator on the processor, as torch hands it out: uint8 [5056].</summary>
/// <remarks>
/// torch checks a state that it is given, but TorchSharp lets no answer but a crash come back, so it is checked here first.
/// The layout is <c>CPUGeneratorImplState</c> in PyTorch's aten/src/ATen/CPUGeneratorImpl.cpp; the generator is the
/// Mersenne Twister of Matsumoto and Nishimura 1998, whose 624 words are used up one after another and then made anew.
/// </remarks>
internal static class RandomState
{
    private const int Length = 5056;
    private const int Words = 624;

    private const int LeftAt = 8;
    private const int SeededAt = 12;
    private const int NextAt = 16;
    private const int HasDoubleAt = 5040;
    private const int HasFloatAt = 5052;

    /// <summary>The shape of every state.</summary>
    public static long[] Shape { get; } = [Length];

    /// <summary>Whether torch would take this state.</summary>
    /// <param name="state">uint8 [5056], on the processor.</param>
    public static bool IsValid(torch.Tensor state)
    {
        ReadOnlySpan<byte> bytes = state.bytes;
        int left = BinaryPrimitives.ReadInt32LittleEndian(bytes[LeftAt..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes[NextAt..]);
        bool fresh = left == 1 && next == 0;
        bool inUse = left is >= 1 and <= Words && next == (ulong)(Words + 1 - left);
        return (fresh || inUse)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[SeededAt..]) == 1
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[HasDoubleAt..]) is 0 or 1
            && bytes[HasFloatAt] <= 1;
    }
}
