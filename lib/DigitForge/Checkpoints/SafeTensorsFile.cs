using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>The tensors of a safetensors file: names, numbers and free text, and nothing that could run.</summary>
/// <remarks>
/// PyTorch's own <c>.pth</c> files are Python pickles, which may execute anything when they are read. This format
/// (github.com/huggingface/safetensors) cannot, and every program can read it. Owns its tensors; dispose it.
/// </remarks>
public sealed class SafeTensorsFile : IDisposable
{
    private const int CopiedAtOnce = 1 << 16;

    private SafeTensorsFile(IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name, on the processor. Owned by this object.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors { get; }

    /// <summary>The file's free text by name; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file. Its header is checked as a whole before memory is taken for a tensor.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">It is missing, truncated, too long, or breaks the format; the message says where.</exception>
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
    /// <exception cref="CheckpointException">It breaks the format.</exception>
    internal static SafeTensorsFile Read(Stream file, string name)
    {
        NativeLibraries.EnsureLoaded();
        var header = SafeTensorsHeader.Read(file, name);
        return new SafeTensorsFile(ReadTensors(file, header.Entries, name), header.Metadata);
    }

    /// <summary>Writes a file, whole or not at all. The same tensors and texts give the same bytes.</summary>
    /// <param name="path">The file. Folders that are missing are made; a file that is there is replaced.</param>
    /// <param name="tensors">The tensors by name, on any device; they stay the caller's.</param>
    /// <param name="metadata">Free text by name.</param>
    /// <exception cref="CheckpointException">The format has no type for a tensor's numbers, or the file cannot be written.</exception>
    public static void Save(
        string path, IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        string name = Path.GetFileName(path);
        var header = new SafeTensorsHeader(Arrange(tensors, name), metadata ?? new Dictionary<string, string>());
        try
        {
            WholeFile.Write(path, beside =>
            {
                using var file = File.Create(beside);
                file.Write(header.ToBytes());
                foreach (var entry in header.Entries)
                    WriteTensor(file, tensors[entry.Name]);
                // Else a power failure could leave the new name with nothing behind it.
                file.Flush(flushToDisk: true);
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{name}: the file cannot be written ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }

    // Wide numbers first, as the reference writer has it: each tensor then begins at a multiple of its numbers' size.
    private static List<TensorEntry> Arrange(IReadOnlyDictionary<string, torch.Tensor> tensors, string file)
    {
        var entries = new List<TensorEntry>();
        long begin = 0;
        foreach (var (name, tensor) in tensors
            .OrderByDescending(pair => pair.Value.element_size())
            .ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == SafeTensorsHeaderParser.MetadataKey)
                throw new CheckpointException($"{file}: found a tensor named {name}, expected another name: the format keeps this one for itself.");
            if (TensorTypes.NameOf(tensor.dtype) is null)
                throw new CheckpointException($"{file}: found numbers of the type {tensor.dtype} in {Quote.Name(name)}, expected one of {TensorTypes.Names}.");
            long end = begin + (tensor.numel() * tensor.element_size());
            entries.Add(new TensorEntry(name, tensor.dtype, tensor.shape, begin, end));
            begin = end;
        }

        return entries;
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
        if (entry.Type == torch.@bool)
            RequireZerosAndOnes(file, entry, name);
        var tensor = torch.empty(entry.Shape, entry.Type, device: torch.CPU);
        if (entry.End > entry.Begin)
            tensor.ReadBytesFromStream(file, CopiedAtOnce);
        return tensor;
    }

    // torch takes any byte for a truth value, and then counts with it. The stream stands afterwards where it stood before.
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
            tensor.detach().cpu().contiguous().WriteBytesToStream(file, CopiedAtOnce);
    }
}

/// <summary>The number types that a safetensors file may hold here, by the format's names for them.</summary>
internal static class TensorTypes
{
    private static readonly Dictionary<string, (torch.ScalarType Type, int Size)> ByName = new()
    {
        ["F64"] = (torch.float64, 8),
        ["F32"] = (torch.float32, 4),
        ["F16"] = (torch.float16, 2),
        ["BF16"] = (torch.bfloat16, 2),
        ["I64"] = (torch.int64, 8),
        ["I32"] = (torch.int32, 4),
        ["U8"] = (torch.uint8, 1),
        ["BOOL"] = (torch.@bool, 1),
    };

    /// <summary>All names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", ByName.Keys);

    /// <summary>The type with this name; null where there is none.</summary>
    public static torch.ScalarType? Find(string name) => ByName.TryGetValue(name, out var known) ? known.Type : null;

    /// <summary>The name of a type; null where the format, or this reader, has none.</summary>
    public static string? NameOf(torch.ScalarType type) => ByName.FirstOrDefault(pair => pair.Value.Type == type).Key;

    /// <summary>How many bytes one number takes.</summary>
    public static int SizeOf(torch.ScalarType type) => ByName.Values.First(known => known.Type == type).Size;
}
