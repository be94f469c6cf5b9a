using System.Buffers.Binary;
using System.IO.Compression;

namespace DigitForge.Tests.Data;

/// <summary>Makes IDX files for tests.</summary>
internal static class IdxBytes
{
    public static byte[] Build(int[] dimensions, byte[] values)
    {
        var bytes = new List<byte> { 0, 0, 8, (byte)dimensions.Length };
        foreach (int size in dimensions)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, size);
            bytes.AddRange(number);
        }

        return [.. bytes, .. values];
    }

    public static byte[] Counting(params int[] dimensions)
    {
        int length = dimensions.Aggregate(1, (product, size) => product * size);
        return Build(dimensions, [.. Enumerable.Range(0, length).Select(i => (byte)i)]);
    }

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }
}
