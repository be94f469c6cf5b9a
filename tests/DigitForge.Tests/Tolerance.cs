using System.Numerics;

namespace DigitForge.Tests;

/// <summary>Compares numbers that differ slightly because of the order of arithmetic.</summary>
internal static class Tolerance
{
    /// <summary>Treats two numbers as equal if they differ by at most this much.</summary>
    public static EqualityComparer<T> Within<T>(T tolerance)
        where T : struct, INumber<T> =>
        EqualityComparer<T>.Create((a, b) => T.Abs(a - b) <= tolerance, _ => 0);
}
