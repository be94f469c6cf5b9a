using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>A folder with the last two checkpoints of one run, each a safetensors file that carries its own SHA-256.</summary>
/// <param name="path">The folder. It is made when the first checkpoint is written.</param>
internal sealed partial class CheckpointFolder(string path)
{
    private const string DigestKey = "sha256";
    private const string LockName = "training.lock";

    // How the systems say that a file is open elsewhere: ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and on macOS.
    private static readonly int[] SharingViolations = [unchecked((int)0x80070020), 11, 35];

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Whether there is such a folder.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>The files' paths by iteration, the newest first.</summary>
    /// <exception cref="CheckpointException">The folder cannot be read.</exception>
    public IReadOnlyList<KeyValuePair<int, string>> NewestFirst()
    {
        if (!Exists)
            return [];
        return Guard(() => Directory.GetFiles(Path)
            .Select(file => KeyValuePair.Create(IterationOf(file) ?? -1, file))
            .Where(checkpoint => checkpoint.Key >= 0)
            .OrderByDescending(checkpoint => checkpoint.Key)
            .ToList());
    }

    /// <summary>Keeps every other run out of the folder until the returned object is disposed or the process ends, however it ends.</summary>
    /// <exception cref="CheckpointException">Another run holds the folder, or it cannot be written.</exception>
    public IDisposable Lock() => Guard(() =>
    {
        Directory.CreateDirectory(Path);
        try
        {
            return new FileStream(
                System.IO.Path.Combine(Path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException failure) when (SharingViolations.Contains(failure.HResult))
        {
            throw new CheckpointException($"{Path}: found another run that is training in this folder, in another notebook or window; expected one run at a time, so wait for its end or choose another folder.", failure);
        }
    });

    /// <summary>Writes a checkpoint, whole or not at all, and keeps the one before. Only for who holds the <see cref="Lock"/>.</summary>
    /// <param name="iteration">The iteration that it stands for.</param>
    /// <param name="tensors">Its tensors, on the processor and contiguous.</param>
    /// <param name="metadata">Its texts.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(
        int iteration, IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        string newest = System.IO.Path.Combine(Path, $"checkpoint-{iteration.ToString("D8", CultureInfo.InvariantCulture)}.safetensors");
        var signed = new Dictionary<string, string>(metadata) { [DigestKey] = ContentDigest.Compute(tensors, metadata) };
        SafeTensorsFile.Save(newest, tensors, signed);
        KeepTwo(iteration);
    }

    /// <summary>Deletes all checkpoints, and what a killed process left half-written. Only for who holds the <see cref="Lock"/>.</summary>
    /// <exception cref="CheckpointException">A file cannot be deleted.</exception>
    public void Clear() => Delete(NewestFirst());

    /// <summary>Reads a checkpoint and checks that not one bit of it has changed.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    public static SafeTensorsFile Load(string file)
    {
        var content = SafeTensorsFile.Load(file);
        try
        {
            RequireUnchanged(content, System.IO.Path.GetFileName(file));
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static void RequireUnchanged(SafeTensorsFile content, string name)
    {
        if (!content.Metadata.TryGetValue(DigestKey, out string? expected))
            throw new CheckpointException($"{name}: found no {DigestKey} in its metadata, expected a checkpoint, which has one.");
        string found = ContentDigest.Compute(content.Tensors, content.Metadata.Where(pair => pair.Key != DigestKey));
        if (found != expected)
            throw new CheckpointException($"{name}: found the SHA-256 {found[..16]}..., expected {Quote.Name(expected)}: the file is damaged.");
    }

    // A later checkpoint is one that its own run went back from, because it is damaged or by a call of Resume.
    private void KeepTwo(int iteration)
    {
        var others = NewestFirst().Where(checkpoint => checkpoint.Key != iteration).ToList();
        var before = others.FirstOrDefault(checkpoint => checkpoint.Key < iteration);
        Delete(others.Where(checkpoint => checkpoint.Key != before.Key));
    }

    private void Delete(IEnumerable<KeyValuePair<int, string>> checkpoints) => Guard(() =>
    {
        foreach (string file in checkpoints.Select(checkpoint => checkpoint.Value).Concat(Directory.GetFiles(Path, "checkpoint-*.part")))
            File.Delete(file);
        return true;
    });

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Path}: the folder cannot be used for checkpoints ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    private static int? IterationOf(string file) =>
        FileName.Match(System.IO.Path.GetFileName(file)) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int iteration)
            ? iteration
            : null;

    [GeneratedRegex(@"^checkpoint-(\d{8,10})\.safetensors$")]
    private static partial Regex FileName { get; }
}

/// <summary>The SHA-256 of some tensors and texts: one bit changed anywhere, and it is another.</summary>
internal static class ContentDigest
{
    /// <summary>The digest in lower-case hexadecimal. The order of tensors and texts makes no difference.</summary>
    /// <param name="tensors">The tensors by name, on the processor and contiguous.</param>
    /// <param name="metadata">The texts by name.</param>
    public static string Compute(IReadOnlyDictionary<string, torch.Tensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
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
            sha.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{text.Length}:{text}")));
    }
}
