using System.Text;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>The content of a safetensors file: named tensors and free text, but no executable code.</summary>
/// <remarks>
/// PyTorch's own <c>.pth</c> files are Python pickles, which can execute arbitrary code when they are loaded. This format
/// (github.com/huggingface/safetensors) cannot, and it does not require Python. Owns its tensors; dispose it.
/// </remarks>
public sealed class SafeTensorsFile : IDisposable
{
    private const int CopyBufferSize = 1 << 16;

    private SafeTensorsFile(IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name, on the CPU. Owned by this object.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors { get; }

    /// <summary>The file's free text by name; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Reads a file. The whole header is checked before memory is allocated for any tensor. Types that torch lacks are widened without
    /// changing the values: U16 becomes int32, U32 and U64 become int64.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, truncated, too long or malformed; the message says where.</exception>
    public static SafeTensorsFile Load(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{name}: the file cannot be read ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="CheckpointException">The content is malformed.</exception>
    internal static SafeTensorsFile Read(Stream file, string name)
    {
        NativeLibraries.EnsureLoaded();
        var header = SafeTensorsHeader.Read(file, name);
        return new SafeTensorsFile(ReadTensors(file, header.Entries, name), header.Metadata);
    }

    /// <summary>Writes a file atomically. The same tensors and metadata always give the same bytes.</summary>
    /// <param name="path">The file. Missing folders are created; an existing file is replaced.</param>
    /// <param name="tensors">The tensors by name, on any device; the caller owns them.</param>
    /// <param name="metadata">Free text by name.</param>
    /// <exception cref="CheckpointException">
    /// The format cannot store a tensor's type, a tensor's name or a text, or the file cannot be written.
    /// </exception>
    public static void Save(
        string path, IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        string name = Path.GetFileName(path);
        metadata ??= new Dictionary<string, string>();
        foreach (string text in metadata.SelectMany(pair => new[] { pair.Key, pair.Value }))
            RequireText(text, $"{name}: found the metadata");
        var header = new SafeTensorsHeader(Arrange(tensors, name), metadata);
        try
        {
            WholeFile.Write(path, beside =>
            {
                using var file = File.Create(beside);
                file.Write(header.ToBytes());
                foreach (var entry in header.Entries)
                    WriteTensor(file, tensors[entry.Name]);
                // Otherwise a power failure could leave an empty file under the new name.
                file.Flush(flushToDisk: true);
            });
        }
        catch (OneSentenceException failure)
        {
            throw new CheckpointException(failure.Message, failure.InnerException);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }

    // The widest types come first, as in the reference implementation, so that each tensor begins at a multiple of its element size.
    private static List<TensorEntry> Arrange(IReadOnlyDictionary<string, torch.Tensor> tensors, string file)
    {
        var entries = new List<TensorEntry>();
        long begin = 0;
        foreach (var (name, tensor) in tensors
            .OrderByDescending(pair => pair.Value.element_size())
            .ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == SafeTensorsHeaderParser.MetadataKey)
                throw new CheckpointException($"{file}: found a tensor named {name}, expected another name: the format reserves this one.");
            RequireText(name, $"{file}: found the tensor's name");
            var type = TensorType.Find(tensor.dtype)
                ?? throw new CheckpointException($"{file}: found numbers of the type {tensor.dtype} in {Quote.Name(name)}, expected one of {TensorType.Writable}.");
            long end = begin + (tensor.numel() * type.Size);
            entries.Add(new TensorEntry(name, type, tensor.shape, begin, end));
            begin = end;
        }

        return entries;
    }

    // Half of a surrogate pair cannot be encoded in UTF-8. A replacement character would be written, and two names could become equal.
    private static void RequireText(string text, Phrase found)
    {
        if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text)
            throw new CheckpointException($"{found} {Quote.Name(text)}, which holds half a character, expected whole ones.");
    }

    private static Dictionary<string, torch.Tensor> ReadTensors(Stream file, IReadOnlyList<TensorEntry> entries, string name)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = entries.ToDictionary(entry => entry.Name, entry => ReadTensor(file, entry, name), StringComparer.Ordinal);
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return tensors;
    }

    private static torch.Tensor ReadTensor(Stream file, TensorEntry entry, string name)
    {
        if (entry.Type.Stored == torch.@bool)
            RequireZerosAndOnes(file, entry, name);
        var tensor = torch.empty(entry.Shape, entry.Type.Stored, device: torch.CPU);
        if (entry.End > entry.Begin)
            tensor.ReadBytesFromStream(file, CopyBufferSize);
        return entry.Type.Widened is { } type ? Widen(tensor, type, entry, name) : tensor;
    }

    private static torch.Tensor Widen(torch.Tensor stored, torch.ScalarType type, TensorEntry entry, string name)
    {
        if (stored.dtype == type && stored.lt(0).any().item<bool>())
            throw new CheckpointException($"{name}: found a number above {long.MaxValue:N0} in {Quote.Name(entry.Name)}, expected none, because torch has no type for it.");
        return stored.to(type).bitwise_and(torch.tensor(entry.Type.Bits, type));
    }

    // torch accepts any byte as a bool and then computes with it. The stream's position is restored afterwards.
    private static void RequireZerosAndOnes(Stream file, TensorEntry entry, string name)
    {
        long start = file.Position;
        for (long i = entry.Begin; i < entry.End; i++)
        {
            int value = file.ReadByte();
            if (value > 1)
                throw new CheckpointException($"{name}: found the byte {value} in {Quote.Name(entry.Name)}, expected 0 or 1, as its type is BOOL.");
        }

        file.Position = start;
    }

    private static void WriteTensor(Stream file, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        if (tensor.numel() > 0)
            tensor.detach().cpu().contiguous().WriteBytesToStream(file, CopyBufferSize);
    }
}

/// <summary>An element type of the safetensors format.</summary>
/// <param name="Name">The format's name for it.</param>
/// <param name="Stored">The torch type of the same size, which is used to read and write the bytes.</param>
/// <param name="Size">The size of one element in bytes.</param>
/// <param name="Widened">A wider torch type that holds all values of this type; null if torch has the type itself.</param>
internal sealed record TensorType(string Name, torch.ScalarType Stored, int Size, torch.ScalarType? Widened = null)
{
    private static readonly TensorType[] All =
    [
        new("F64", torch.float64, 8),
        new("F32", torch.float32, 4),
        new("F16", torch.float16, 2),
        new("BF16", torch.bfloat16, 2),
        new("I64", torch.int64, 8),
        new("I32", torch.int32, 4),
        new("I16", torch.int16, 2),
        new("I8", torch.int8, 1),
        new("U64", torch.int64, 8, Widened: torch.int64),
        new("U32", torch.int32, 4, Widened: torch.int64),
        new("U16", torch.int16, 2, Widened: torch.int32),
        new("U8", torch.uint8, 1),
        new("BOOL", torch.@bool, 1),
    ];

    /// <summary>The types that can be read, for messages.</summary>
    public static string Readable { get; } = string.Join(", ", All.Select(type => type.Name));

    /// <summary>The types that can be written, for messages.</summary>
    public static string Writable { get; } = string.Join(", ", All.Where(type => type.Widened is null).Select(type => type.Name));

    /// <summary>
    /// A mask for the bits of this type in a wider one. Without it, values in the upper half of the range would become negative.
    /// </summary>
    public long Bits => (long)(ulong.MaxValue >> (64 - (8 * Size)));

    /// <summary>The type with this name; null if there is none.</summary>
    public static TensorType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    /// <summary>The type used to write tensors of a torch type; null if the format or this writer has none.</summary>
    public static TensorType? Find(torch.ScalarType type) => All.FirstOrDefault(known => known.Stored == type && known.Widened is null);
}
