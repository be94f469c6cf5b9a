using System.Security.Cryptography;
using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>A published data set: its files, how to recognise them, and where the public can download them.</summary>
public sealed record DataSetSource
{
    /// <summary>The data set's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>What each label means; the label is the index.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The addresses of folders that hold the gzipped files, tried in this order. Each ends in a slash.</summary>
    public required IReadOnlyList<Uri> Mirrors { get; init; }

    /// <summary>The training images.</summary>
    public required DataFile TrainingImages { get; init; }

    /// <summary>The training labels.</summary>
    public required DataFile TrainingLabels { get; init; }

    /// <summary>The test images.</summary>
    public required DataFile TestImages { get; init; }

    /// <summary>The test labels.</summary>
    public required DataFile TestLabels { get; init; }

    /// <summary>
    /// Loads one part of the data set from a folder, raw or gzipped; downloads what is missing there first. Every file's
    /// SHA-256 is checked.
    /// </summary>
    /// <param name="folder">Where the files are, or where a download puts them.</param>
    /// <param name="split">Which part.</param>
    /// <returns>Images and labels; the caller disposes them.</returns>
    /// <exception cref="OneSentenceException">A file is damaged, is another file, or cannot be downloaded.</exception>
    public ImageDataSet Load(string folder, DataSplit split = DataSplit.Training) => Load(folder, split, new DownloadBar());

    /// <inheritdoc cref="Load(string, DataSplit)"/>
    /// <param name="folder">Where the files are, or where a download puts them.</param>
    /// <param name="split">Which part.</param>
    /// <param name="progress">Is told how far a download is.</param>
    internal ImageDataSet Load(string folder, DataSplit split, IProgress<DownloadProgress> progress)
    {
        bool training = split == DataSplit.Training;
        var images = Read(folder, training ? TrainingImages : TestImages, progress);
        var labels = Read(folder, training ? TrainingLabels : TestLabels, progress);
        return ImageDataSet.From(images, labels, ClassNames, $"{Name} ({split.ToString().ToLowerInvariant()})");
    }

    /// <summary>Looks whether all files are there and are the published ones. Nothing is downloaded.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <returns>The state of each file, training files first.</returns>
    internal IReadOnlyList<DataFileState> Inspect(string folder) => [.. AllFiles().Select(file => Inspect(folder, file))];

    private DataFileState Inspect(string folder, DataFile file)
    {
        if (Find(folder, file) is not { } path)
            return new DataFileState(file.Name + ".gz", IsThere: false, Trouble: "");
        string name = Path.GetFileName(path);
        try
        {
            Verify(IdxFile.ReadContent(path), file, name);
            return new DataFileState(name, IsThere: true, Trouble: "");
        }
        catch (OneSentenceException trouble)
        {
            return new DataFileState(name, IsThere: true, trouble.Message);
        }
    }

    private IdxArray Read(string folder, DataFile file, IProgress<DownloadProgress> progress)
    {
        string path = Find(folder, file) ?? DataFileDownload.Fetch(this, file, folder, progress);
        byte[] content = IdxFile.ReadContent(path);
        Verify(content, file, Path.GetFileName(path));
        return IdxFile.Parse(content, Path.GetFileName(path));
    }

    /// <summary>Checks that these bytes are the file.</summary>
    /// <exception cref="OneSentenceException">They are not; if they are another file of this data set, the message says which.</exception>
    internal void Verify(byte[] content, DataFile file, string name)
    {
        string found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found == file.Sha256)
            return;
        var other = AllFiles().FirstOrDefault(known => known.Sha256 == found);
        if (other is not null)
            throw new OneSentenceException($"{name}: found the content of {other.Name}, expected {file.Name} of {Name}: the files have been swapped.");

        IdxFile.Parse(content, name);
        throw new OneSentenceException($"{name}: found SHA-256 {found[..16]}..., expected {file.Sha256[..16]}... of {Name}: the file is damaged or is another version; delete it, and the next load downloads it again.");
    }

    private static string? Find(string folder, DataFile file) =>
        new[] { Path.Combine(folder, file.Name), Path.Combine(folder, file.Name + ".gz") }.FirstOrDefault(File.Exists);

    private DataFile[] AllFiles() => [TrainingImages, TrainingLabels, TestImages, TestLabels];
}

/// <summary>One file of a published data set.</summary>
/// <param name="Name">The file's name without <c>.gz</c>.</param>
/// <param name="Sha256">The SHA-256 of its unpacked bytes, in lower-case hexadecimal; packed bytes differ from mirror to mirror.</param>
public sealed record DataFile(string Name, string Sha256);

/// <summary>Which part of a data set: the one to learn from, or the one to test with.</summary>
public enum DataSplit
{
    /// <summary>The training part; 60,000 images in MNIST.</summary>
    Training,

    /// <summary>The test part; 10,000 images in MNIST.</summary>
    Test,
}

/// <summary>How a data file was found.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsThere">Whether there is such a file.</param>
/// <param name="Trouble">What is wrong with it, in one sentence; empty where nothing is.</param>
internal sealed record DataFileState(string Name, bool IsThere, string Trouble)
{
    /// <summary>Whether the file is there and is the published one, by its SHA-256.</summary>
    public bool IsRight => IsThere && Trouble.Length == 0;
}
