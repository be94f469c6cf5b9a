using System.Numerics;

namespace DigitForge.Tests;

/// <summary>Compares numbers that different orders of arithmetic leave a little apart.</summary>
internal static class Tolerance
{
    /// <summary>Takes two numbers for equal that are at most so far apart.</summary>
    public static EqualityComparer<T> Within<T>(T tolerance)
        where T : struct, INumber<T> =>
        EqualityComparer<T>.Create((a, b) => T.Abs(a - b) <= tolerance, _ => 0);
}
