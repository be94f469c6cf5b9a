using System.Text;

namespace DigitForge.Tests.Checkpoints;

/// <summary>Damages files in ways that an attacker or a failing machine might. The same seed gives the same damage.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly byte[][] Pieces =
    [
        .. new[] { "{", "}", "[", "]", "\"", ":", ",", "-1", "0", "9223372036854775807", "99999999999999999999", "1e9", "null", "\\ud800", "BOOL", "F64", "__metadata__" }
            .Select(Encoding.UTF8.GetBytes),
        [0xff], [0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    ];

    private readonly Random random = new(seed);

    /// <summary>Makes a damaged copy.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="reach">Damage begins before this byte, because most of what can go wrong is in a file's header.</param>
    public byte[] Damage(byte[] content, int reach)
    {
        byte[] result = content;
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            int at = random.Next(Math.Min(reach, result.Length) + 1);
            int to = Math.Min(result.Length, at + random.Next(8));
            result = random.Next(5) switch
            {
                0 => result[..at],
                1 => [.. result[..at], .. result[to..]],
                2 => [.. result[..at], .. result[at..to], .. result[at..]],
                3 => [.. result[..at], .. Pieces[random.Next(Pieces.Length)], .. result[to..]],
                _ => Flip(result, at),
            };
        }

        return result;
    }

    private byte[] Flip(byte[] content, int at)
    {
        byte[] result = [.. content];
        if (at < result.Length)
            result[at] ^= (byte)(1 << random.Next(8));
        return result;
    }
}
