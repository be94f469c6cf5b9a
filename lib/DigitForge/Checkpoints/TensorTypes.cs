using TorchSharp;

namespace DigitForge.Checkpoints;

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
