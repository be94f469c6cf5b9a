using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>The SHA-256 of some tensors and texts: one bit changed anywhere, and it is another.</summary>
internal static class ContentDigest
{
    /// <summary>The digest in lower-case hexadecimal. The order of tensors and texts makes no difference.</summary>
    /// <param name="tensors">The tensors by name, on the processor and contiguous.</param>
    /// <param name="metadata">The texts by name.</param>
    public static string Of(IReadOnlyDictionary<string, torch.Tensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Append(sha, key, text);
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(sha, name, $"{tensor.dtype}{Quote.Shape(tensor.shape)}");
            if (tensor.numel() > 0)
                sha.AppendData(tensor.bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // The length before each text: else "ab" and "c" would be the same as "a" and "bc".
    private static void Append(IncrementalHash sha, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            sha.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
    }
}
