using System.Buffers.Binary;
using System.IO.Compression;
using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>Reads IDX files of unsigned bytes, raw or gzipped.</summary>
/// <remarks>
/// The format is the one published with MNIST (LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File
/// formats"): two zero bytes, the type of the values (8: unsigned byte), the number of dimensions; then each dimension as
/// a big-endian 32-bit number; then the values, last dimension fastest.
/// </remarks>
internal static class IdxFile
{
    private const int UnsignedByte = 8;
    private const int MaxDimensions = 8;

    /// <summary>Reads a file's dimensions and values.</summary>
    /// <param name="path">The file. Its first bytes, not its name, decide whether it is read as gzip.</param>
    /// <exception cref="OneSentenceException">
    /// The file is missing, truncated, longer than its header says, or not an IDX file of unsigned bytes.
    /// </exception>
    public static IdxArray Read(string path) => Parse(ReadContent(path), Path.GetFileName(path));

    /// <summary>Reads a file's bytes and decompresses them if they are gzipped.</summary>
    /// <exception cref="OneSentenceException">The file cannot be read, or its gzip data is damaged or ends early.</exception>
    internal static byte[] ReadContent(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            return Unpack(File.ReadAllBytes(path), name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OneSentenceException($"{name}: the file cannot be read ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    /// <summary>Decompresses a file's bytes if they are gzipped.</summary>
    /// <param name="stored">The file's bytes.</param>
    /// <param name="name">The name to use in messages.</param>
    /// <exception cref="OneSentenceException">The gzip data is damaged or ends early.</exception>
    internal static byte[] Unpack(byte[] stored, string name)
    {
        try
        {
            return IsGzip(stored) ? Unpack(stored) : stored;
        }
        catch (InvalidDataException damage)
        {
            throw new OneSentenceException($"{name}: found {stored.Length:N0} bytes of gzip data that is damaged or ends early, expected a complete file.", damage);
        }
    }

    /// <summary>Parses the dimensions and values of an IDX file.</summary>
    /// <param name="content">The whole file, decompressed.</param>
    /// <param name="name">The name to use in messages.</param>
    /// <exception cref="OneSentenceException">The content is not an IDX file of unsigned bytes, is truncated, or is too long.</exception>
    public static IdxArray Parse(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length < 4)
            throw new OneSentenceException($"{name}: found {content.Length} bytes, expected an IDX file, which has at least 4.");
        if (content[0] != 0 || content[1] != 0)
            throw new OneSentenceException($"{name}: found the first bytes {content[0]:x2} {content[1]:x2}, expected 00 00 as in every IDX file.");
        if (content[2] != UnsignedByte)
            throw new OneSentenceException($"{name}: found values of IDX type {content[2]:x2}, expected 08 (unsigned bytes).");

        int count = content[3];
        int headerLength = 4 + (4 * count);
        if (count is 0 or > MaxDimensions)
            throw new OneSentenceException($"{name}: found {count} dimensions, expected 1 to {MaxDimensions}.");
        if (content.Length < headerLength)
            throw new OneSentenceException($"{name}: found {content.Length} bytes, expected a header of {headerLength}: the file is truncated.");

        var dimensions = new int[count];
        long length = 1;
        for (int i = 0; i < count; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(content[(4 + (4 * i))..]);
            if (size > int.MaxValue || length * size > int.MaxValue)
                throw new OneSentenceException($"{name}: found a dimension of {size:N0}, which makes the file larger than 2 GB.");
            dimensions[i] = (int)size;
            length *= size;
        }

        int found = content.Length - headerLength;
        if (found != length)
        {
            string error = found < length ? Language.Text("truncated") : Language.Text("longer than its header says");
            throw new OneSentenceException($"{name}: found {found:N0} values, expected {length:N0} ({ShapeText.Join(dimensions.Select(size => (long)size), " x ")}): the file is {error}.");
        }

        return new IdxArray(dimensions, content[headerLength..].ToArray());
    }

    private static bool IsGzip(ReadOnlySpan<byte> content) => content.StartsWith<byte>([0x1f, 0x8b]);

    private static byte[] Unpack(byte[] stored)
    {
        using var packed = new MemoryStream(stored);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        var content = new byte[UnpackedLength(stored)];
        if (gzip.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length || gzip.ReadByte() >= 0)
            throw new InvalidDataException("the gzip data ends early");
        return content;
    }

    // A gzip file ends with its decompressed length (RFC 1952, section 2.3.1). GZipStream reads a truncated file without an error, so
    // only the length reveals it. A complete file is never compressed by more than 1,032 to 1.
    private static int UnpackedLength(ReadOnlySpan<byte> stored)
    {
        const int maxRatio = 1032;
        uint length = stored.Length < 18 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(stored[^4..]);
        if (length > (long)stored.Length * maxRatio || length > Array.MaxLength)
            throw new InvalidDataException("the gzip data ends early");
        return (int)length;
    }
}

/// <summary>The content of an IDX file of unsigned bytes: its dimensions and its values in row-major order.</summary>
/// <param name="Dimensions">The sizes, outermost first: [60000, 28, 28] for MNIST's training images, [60000] for their labels.</param>
/// <param name="Values">The bytes; their number is the product of the dimensions.</param>
internal sealed record IdxArray(IReadOnlyList<int> Dimensions, byte[] Values)
{
    /// <summary>The dimensions as text: <c>60000 x 28 x 28</c>.</summary>
    public string Shape => ShapeText.Join(Dimensions.Select(size => (long)size), " x ");
}
