using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DigitForge.Onnx;

/// <summary>Writes a message of Protocol Buffers: numbered fields, one after another.</summary>
/// <remarks>
/// The wire format (protobuf.dev/programming-guides/encoding): before each field stands a tag, its number and the kind of what
/// follows. It is so small that a package for it would be more to read than this.
/// </remarks>
internal sealed class ProtobufWriter
{
    private const int VarintKind = 0;
    private const int LengthKind = 2;
    private const int FourBytesKind = 5;

    // Seven bits a byte; the eighth says that more follow.
    private const int VarintBits = 7;
    private const ulong VarintLimit = 1UL << VarintBits;

    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>A field with a whole number.</summary>
    public ProtobufWriter Whole(int field, long number)
    {
        Tag(field, VarintKind);
        Varint((ulong)number);
        return this;
    }

    /// <summary>A field with a float.</summary>
    public ProtobufWriter Float(int field, float number)
    {
        Tag(field, FourBytesKind);
        Span<byte> four = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(four, number);
        bytes.Write(four);
        return this;
    }

    /// <summary>A field with a text.</summary>
    public ProtobufWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A field with raw bytes.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> content)
    {
        Tag(field, LengthKind);
        Varint((ulong)content.Length);
        bytes.Write(content);
        return this;
    }

    /// <summary>A field with a message of its own.</summary>
    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        return Bytes(field, message.ToBytes());
    }

    /// <summary>A field that may stand there many times, once for each item.</summary>
    public ProtobufWriter Each<T>(IEnumerable<T> items, Action<ProtobufWriter, T> write)
    {
        foreach (var item in items)
            write(this, item);
        return this;
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes() => bytes.WrittenSpan.ToArray();

    private void Tag(int field, int kind) => Varint((ulong)((field << 3) | kind));

    private void Varint(ulong number)
    {
        for (; number >= VarintLimit; number >>= VarintBits)
            bytes.Write([(byte)(number | VarintLimit)]);
        bytes.Write([(byte)number]);
    }
}
