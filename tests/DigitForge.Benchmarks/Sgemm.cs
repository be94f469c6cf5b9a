using TorchSharp;

namespace DigitForge.Benchmarks;

/// <summary>What this machine's processor can do at best: the product of two large matrices of float32.</summary>
internal static class Sgemm
{
    private const int Size = 2048;

    /// <summary>Billions of floating-point operations per second, with torch's threads as they are; a product takes 2 n^3 of them.</summary>
    public static double GigaflopsPerSecond()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var left = torch.rand(Size, Size);
        var right = torch.rand(Size, Size);
        double seconds = Median.SecondsOf(() => torch.mm(left, right).Dispose(), times: 5);
        return 2.0 * Size * Size * Size / seconds / 1e9;
    }
}
