using System.Text.Json;
using DigitForge.Runtime;

namespace DigitForge.Checkpoints;

/// <summary>Parses the JSON header of a safetensors file token by token, and checks everything in it.</summary>
/// <remarks>
/// It reads tokens, because a JSON document keeps only one of two equal names. The limits on tensors, dimensions and text are not part
/// of the format. With them, a hostile header takes less than 64 MB of memory; no real network comes close to them.
/// </remarks>
internal static class SafeTensorsHeaderParser
{
    /// <summary>The one key that does not name a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MaxTensors = 65_536;
    private const int MaxDimensions = 32;
    private const int MaxTextBytes = 8_000_000;

    /// <summary>Parses the header and sorts the tensors by the position of their bytes.</summary>
    /// <exception cref="CheckpointException">It is not JSON, or does not follow the format.</exception>
    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, string file)
    {
        if (json.IsEmpty || json[0] != '{')
            throw new CheckpointException($"{file}: found a header that does not begin with a brace, expected a JSON object: this is not a safetensors file.");
        var reader = new Utf8JsonReader(json);
        try
        {
            var header = Read(ref reader, file);
            reader.Read();
            return header;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            // The reader throws an InvalidOperationException for bytes that are not UTF-8.
            throw new CheckpointException($"{file}: found a header that is malformed near byte {reader.BytesConsumed:N0}, expected a JSON object that lists tensors.", damage);
        }
    }

    private static SafeTensorsHeader Read(ref Utf8JsonReader reader, string file)
    {
        var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;
        int text = 0;

        reader.Read();
        while (NextKey(ref reader, ref text, file) is { } key)
        {
            if (key == MetadataKey)
            {
                Require(metadata is null, file, $"{MetadataKey} twice", $"it once");
                metadata = ReadMetadata(ref reader, ref text, file);
            }
            else
            {
                Require(entries.TryAdd(key, ReadEntry(ref reader, key, file)), file, $"the tensor {Quote.Name(key)} twice", $"every name once");
                Require(entries.Count <= MaxTensors, file, $"too many tensors", $"at most {MaxTensors:N0}");
            }
        }

        return new SafeTensorsHeader(
            [.. entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)],
            metadata ?? []);
    }

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader, ref int text, string file)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        RequireToken(ref reader, JsonTokenType.StartObject, MetadataKey, file);
        while (NextKey(ref reader, ref text, file) is { } key)
        {
            RequireToken(ref reader, JsonTokenType.String, $"{MetadataKey}, {Quote.Name(key)}", file);
            Require(metadata.TryAdd(key, Text(ref reader, ref text, file)), file, $"the metadata {Quote.Name(key)} twice", $"every name once");
            Require(metadata.Count <= MaxTensors, file, $"too many metadata entries", $"at most {MaxTensors:N0}");
        }

        return metadata;
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader reader, string name, string file)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        int text = 0;
        RequireToken(ref reader, JsonTokenType.StartObject, Quote.Name(name), file);
        while (NextKey(ref reader, ref text, file) is { } key)
        {
            switch (key)
            {
                case "dtype":
                    Require(type is null, file, $"two types of {Quote.Name(name)}", $"one");
                    RequireToken(ref reader, JsonTokenType.String, Language.Text($"the type of {Quote.Name(name)}"), file);
                    type = Text(ref reader, ref text, file);
                    break;
                case "shape":
                    Require(shape is null, file, $"two shapes of {Quote.Name(name)}", $"one");
                    shape = Numbers(ref reader, name, file);
                    break;
                case "data_offsets":
                    Require(offsets is null, file, $"two data_offsets of {Quote.Name(name)}", $"one");
                    offsets = Numbers(ref reader, name, file);
                    break;
                default:
                    reader.Read();
                    reader.Skip();
                    break;
            }
        }

        return Check(name, type, shape, offsets, file);
    }

    private static TensorEntry Check(string name, string? type, long[]? shape, long[]? offsets, string file)
    {
        if (type is null || shape is null || offsets is null)
            throw new CheckpointException($"{file}: found an incomplete entry for {Quote.Name(name)}, expected its dtype, shape and data_offsets.");
        var known = TensorType.Find(type)
            ?? throw new CheckpointException($"{file}: found numbers of the type {Quote.Name(type)} in {Quote.Name(name)}, expected one of {TensorType.Readable}.");
        Require(offsets.Length == 2 && offsets[0] <= offsets[1], file, $"{Quote.Name(name)} at the bytes {Quote.Shape(offsets)}", $"a first offset and a second one that is not below it");

        Int128 extent = known.Size, bytes = extent;
        foreach (long size in shape)
        {
            // torch multiplies the sizes even of an empty tensor, to compute its strides.
            extent *= Math.Max(size, 1);
            bytes *= size;
            Require(extent <= long.MaxValue, file, $"the shape {Quote.Shape(shape)} of {Quote.Name(name)}", $"one that fits in a file");
        }

        Require(bytes == offsets[1] - offsets[0], file,
            $"{offsets[1] - offsets[0]:N0} bytes for {Quote.Name(name)}", $"{(long)bytes:N0} for its shape {Quote.Shape(shape)} of {type}");
        return new TensorEntry(name, known, shape, offsets[0], offsets[1]);
    }

    // The next key of the current object; null at the object's end.
    private static string? NextKey(ref Utf8JsonReader reader, ref int text, string file)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName ? Text(ref reader, ref text, file) : null;
    }

    private static string Text(ref Utf8JsonReader reader, ref int text, string file)
    {
        text += reader.ValueSpan.Length;
        Require(text <= MaxTextBytes, file, $"too much text in the header", $"at most {MaxTextBytes:N0} bytes of names and metadata");
        return reader.GetString()!;
    }

    private static long[] Numbers(ref Utf8JsonReader reader, string name, string file)
    {
        RequireToken(ref reader, JsonTokenType.StartArray, Quote.Name(name), file);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long number = -1;
            Require(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0, file,
                $"a size or offset of {Quote.Name(name)} that is not a non-negative integer", $"one");
            numbers.Add(number);
            Require(numbers.Count <= MaxDimensions, file, $"too many dimensions of {Quote.Name(name)}", $"at most {MaxDimensions}");
        }

        return [.. numbers];
    }

    private static void RequireToken(ref Utf8JsonReader reader, JsonTokenType expected, string place, string file)
    {
        reader.Read();
        Require(reader.TokenType == expected, file, $"{reader.TokenType} in the header for {place}", $"{expected}");
    }

    private static void Require(bool holds, string file, Phrase found, Phrase expected)
    {
        if (!holds)
            throw new CheckpointException($"{file}: found {found}, expected {expected}.");
    }
}
