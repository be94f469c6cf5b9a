using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>A folder with the last two checkpoints of one run, each a safetensors file that contains the SHA-256 of its content.</summary>
/// <param name="path">The folder. It is created when it is first locked or written to.</param>
internal sealed partial class CheckpointFolder(string path)
{
    /// <summary>The name of the metadata entry with the SHA-256 of all the others and of the tensors.</summary>
    public const string DigestKey = "sha256";

    private const string LockName = "training.lock";
    private const string StopName = "stop";

    // Windows and JupyterLab give a new text file this ending, and Windows does not show it.
    private static readonly string[] StopNames = [StopName, $"{StopName}.txt"];

    // The error codes for a file that is open elsewhere: ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and on macOS.
    private static readonly int[] SharingViolations = [unchecked((int)0x80070020), 11, 35];

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Whether the folder exists.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>The file that asks the run in this folder to stop, once someone has created it.</summary>
    public string StopFile => System.IO.Path.Combine(Path, StopName);

    /// <summary>Whether someone has created <see cref="StopFile"/>.</summary>
    public bool IsAskedToStop => StopFiles.Any(File.Exists);

    private IEnumerable<string> StopFiles => StopNames.Select(name => System.IO.Path.Combine(Path, name));

    /// <summary>The iteration and path of each checkpoint, newest first.</summary>
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

    /// <summary>Locks the folder against other runs until the returned object is disposed or the process ends, even by a crash.</summary>
    /// <exception cref="CheckpointException">Another run has locked the folder, or the folder cannot be written to.</exception>
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
            throw new CheckpointException($"{Path}: found another run training in this folder, in another notebook or window; expected one run at a time: wait until it ends, or choose another folder.", failure);
        }
    });

    /// <summary>Writes a checkpoint atomically and keeps the previous one. The caller must hold the <see cref="Lock"/>.</summary>
    /// <param name="iteration">The iteration at which it was taken.</param>
    /// <param name="tensors">Its tensors, contiguous and on the CPU.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(
        int iteration, IReadOnlyDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        string newest = System.IO.Path.Combine(Path, $"checkpoint-{iteration.ToString("D8", CultureInfo.InvariantCulture)}.safetensors");
        var signed = new Dictionary<string, string>(metadata) { [DigestKey] = ContentDigest.Compute(tensors, metadata) };
        SafeTensorsFile.Save(newest, tensors, signed);
        KeepTwo(iteration);
    }

    /// <summary>
    /// Deletes all checkpoints and the partial files that a killed process left behind. The caller must hold the <see cref="Lock"/>.
    /// </summary>
    /// <exception cref="CheckpointException">A file cannot be deleted.</exception>
    public void Clear() => Delete(NewestFirst());

    /// <summary>Deletes the <see cref="StopFile"/>. The caller must hold the <see cref="Lock"/>.</summary>
    /// <exception cref="CheckpointException">The file cannot be deleted.</exception>
    public void ForgetStop() => Guard(() =>
    {
        foreach (string file in StopFiles)
            File.Delete(file);
        return true;
    });

    /// <summary>Reads a checkpoint and verifies its SHA-256.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
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
            throw new CheckpointException($"{name}: found no {DigestKey} in its metadata, expected a checkpoint, which contains one.");
        string found = ContentDigest.Compute(content.Tensors, content.Metadata.Where(pair => pair.Key != DigestKey));
        if (found != expected)
            throw new CheckpointException($"{name}: found the SHA-256 {found[..16]}..., expected {Quote.Name(expected)}: the file is damaged.");
    }

    // A later checkpoint is obsolete: its run went back to an earlier iteration, because the checkpoint was damaged or Resume was called.
    private void KeepTwo(int iteration)
    {
        var others = NewestFirst().Where(checkpoint => checkpoint.Key != iteration).ToList();
        var previous = others.FirstOrDefault(checkpoint => checkpoint.Key < iteration);
        Delete(others.Where(checkpoint => checkpoint.Key != previous.Key));
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

/// <summary>The SHA-256 of tensors and metadata. Changing any bit changes it.</summary>
internal static class ContentDigest
{
    /// <summary>The digest in lower-case hexadecimal. It does not depend on the order of the tensors and texts.</summary>
    /// <param name="tensors">The tensors by name, contiguous and on the CPU.</param>
    /// <param name="metadata">The metadata by name.</param>
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

    // Each text is preceded by its length. Otherwise "ab" and "c" would give the same digest as "a" and "bc".
    private static void Append(IncrementalHash sha, params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
            sha.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{text.Length}:{text}")));
    }
}
