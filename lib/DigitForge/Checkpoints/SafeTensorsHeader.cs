using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using DigitForge.Runtime;

namespace DigitForge.Checkpoints;

/// <summary>The header of a safetensors file: which tensors follow, and where.</summary>
/// <remarks>
/// The format (github.com/huggingface/safetensors, README, section "Format"): eight bytes, the length of the header as a
/// little-endian number; the header, a JSON object; then the tensors' raw little-endian bytes, without gaps.
/// </remarks>
/// <param name="Entries">The tensors, in the order of their bytes.</param>
/// <param name="Metadata">Free text, by name.</param>
internal sealed record SafeTensorsHeader(IReadOnlyList<TensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const int LengthSize = 8;
    private const int MaxHeaderLength = 100_000_000;

    private static readonly JsonWriterOptions RelaxedEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads and checks the header; the stream is then positioned at the first tensor's bytes.</summary>
    /// <param name="file">The whole file, positioned at its beginning.</param>
    /// <param name="name">The name to use in messages.</param>
    /// <exception cref="CheckpointException">The header is malformed or does not match the file's length.</exception>
    public static SafeTensorsHeader Read(Stream file, string name)
    {
        if (file.Length < LengthSize)
            throw new CheckpointException($"{name}: found {file.Length} bytes, expected a safetensors file, which has at least {LengthSize}.");
        var start = new byte[LengthSize];
        file.ReadExactly(start);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaxHeaderLength)
            throw new CheckpointException($"{name}: found a header of {length:N0} bytes, expected at most {MaxHeaderLength:N0}: this is not a safetensors file.");
        long bytesOfTensors = file.Length - LengthSize - (long)length;
        if (bytesOfTensors < 0)
            throw new CheckpointException($"{name}: found {file.Length - LengthSize:N0} bytes, expected a header of {length:N0}: the file is truncated, or is not a safetensors file.");

        var json = new byte[length];
        file.ReadExactly(json);
        var header = SafeTensorsHeaderParser.Parse(json, name);
        RequireContiguous(header.Entries, bytesOfTensors, name);
        return header;
    }

    /// <summary>
    /// The header's bytes, preceded by their length and padded with spaces so that the tensors begin at a multiple of eight bytes.
    /// </summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        bytes.Write(new byte[LengthSize]);
        using (var json = new Utf8JsonWriter(bytes, RelaxedEscaping))
            Write(json);
        while (bytes.Length % LengthSize != 0)
            bytes.WriteByte((byte)' ');

        byte[] result = bytes.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(result, result.Length - LengthSize);
        return result;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Metadata.Count > 0)
        {
            json.WriteStartObject(SafeTensorsHeaderParser.MetadataKey);
            foreach (var (key, text) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, text);
            json.WriteEndObject();
        }

        foreach (var entry in Entries)
        {
            json.WriteStartObject(entry.Name);
            json.WriteString("dtype", entry.Type.Name);
            WriteNumbers(json, "shape", entry.Shape);
            WriteNumbers(json, "data_offsets", entry.Begin, entry.End);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, params long[] numbers)
    {
        json.WriteStartArray(key);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void RequireContiguous(IReadOnlyList<TensorEntry> entries, long length, string name)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
            {
                string error = entry.Begin < end ? Language.Text("tensors overlap") : Language.Text("there is a gap");
                throw new CheckpointException($"{name}: found {Quote.Name(entry.Name)} at byte {entry.Begin:N0}, expected {end:N0}, where the previous tensor ends: {error}.");
            }

            end = entry.End;
        }

        if (end != length)
            throw new CheckpointException($"{name}: found {length:N0} bytes of tensors, expected {end:N0}: the file is {(length < end ? Language.Text("truncated") : Language.Text("longer than its header says"))}.");
    }
}

/// <summary>One tensor as a safetensors header lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar.</param>
/// <param name="Begin">The offset of its first byte from the end of the header.</param>
/// <param name="End">The offset just after its last byte.</param>
internal sealed record TensorEntry(string Name, TensorType Type, long[] Shape, long Begin, long End);
