using System.Security.Cryptography;
using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>A published data set: its files, their checksums and the servers to download them from.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DataSetSource
{
    /// <summary>The data set's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>What each label means; the label is the index.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The base addresses of the gzipped files, tried in this order. Each ends in a slash.</summary>
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
    /// Loads one split of the data set from a folder. The files may be raw or gzipped; missing files are downloaded first. Every file's
    /// SHA-256 is checked.
    /// </summary>
    /// <param name="folder">Where the files are, or where a download puts them.</param>
    /// <param name="split">Which split.</param>
    /// <returns>Images and labels; the caller disposes them.</returns>
    /// <exception cref="OneSentenceException">A file is damaged, is not the published one, or cannot be downloaded.</exception>
    public ImageDataSet Load(string folder, DataSplit split = DataSplit.Training) => Load(folder, split, new DownloadBar());

    /// <inheritdoc cref="Load(string, DataSplit)"/>
    /// <param name="folder">Where the files are, or where a download puts them.</param>
    /// <param name="split">Which split.</param>
    /// <param name="progress">Receives the progress of a download.</param>
    internal ImageDataSet Load(string folder, DataSplit split, IProgress<DownloadProgress> progress)
    {
        bool training = split == DataSplit.Training;
        var images = Read(folder, training ? TrainingImages : TestImages, progress);
        var labels = Read(folder, training ? TrainingLabels : TestLabels, progress);
        return ImageDataSet.From(images, labels, ClassNames, $"{Name} ({split.ToString().ToLowerInvariant()})");
    }

    /// <summary>Checks whether all files exist and are the published ones. Downloads nothing.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <returns>The state of each file, training files first.</returns>
    internal IReadOnlyList<DataFileState> Inspect(string folder) => [.. AllFiles().Select(file => Inspect(folder, file))];

    private DataFileState Inspect(string folder, DataFile file)
    {
        if (Find(folder, file) is not { } path)
            return new DataFileState(file.Name + ".gz", Exists: false, Problem: "");
        string name = Path.GetFileName(path);
        try
        {
            Verify(IdxFile.ReadContent(path), file, name);
            return new DataFileState(name, Exists: true, Problem: "");
        }
        catch (OneSentenceException failure)
        {
            return new DataFileState(name, Exists: true, failure.Message);
        }
    }

    private IdxArray Read(string folder, DataFile file, IProgress<DownloadProgress> progress)
    {
        string path = Find(folder, file) ?? DataFileDownload.Fetch(this, file, folder, progress);
        byte[] content = IdxFile.ReadContent(path);
        Verify(content, file, Path.GetFileName(path));
        return IdxFile.Parse(content, Path.GetFileName(path));
    }

    /// <summary>Checks that the content is that of the published file.</summary>
    /// <exception cref="OneSentenceException">
    /// It is not. If it belongs to another file of this data set, the message names that file.
    /// </exception>
    internal void Verify(byte[] content, DataFile file, string name)
    {
        string found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found == file.Sha256)
            return;
        var other = AllFiles().FirstOrDefault(known => known.Sha256 == found);
        if (other is not null)
            throw new OneSentenceException($"{name}: found the content of {other.Name}, expected {file.Name} of {Name}: the files have been swapped.");

        IdxFile.Parse(content, name);
        throw new OneSentenceException($"{name}: found SHA-256 {found[..16]}..., expected {file.Sha256[..16]}... of {Name}: the file is damaged or a different version; delete it, and the next load will download it again.");
    }

    private static string? Find(string folder, DataFile file) =>
        new[] { Path.Combine(folder, file.Name), Path.Combine(folder, file.Name + ".gz") }.FirstOrDefault(File.Exists);

    /// <summary>One line for a console.</summary>
    public override string ToString() => $"{Name}: {string.Join(", ", AllFiles().Select(file => file.Name))}";

    private DataFile[] AllFiles() => [TrainingImages, TrainingLabels, TestImages, TestLabels];
}

/// <summary>One file of a published data set.</summary>
/// <param name="Name">The file's name without <c>.gz</c>.</param>
/// <param name="Sha256">The SHA-256 of the decompressed file, in lower-case hexadecimal. The compressed bytes differ between mirrors.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DataFile(string Name, string Sha256);

/// <summary>One split of a data set: training or test.</summary>
public enum DataSplit
{
    /// <summary>The training split: 60,000 images in MNIST.</summary>
    Training,

    /// <summary>The test split: 10,000 images in MNIST.</summary>
    Test,
}

/// <summary>The state of a data file in a folder.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Exists">Whether the file exists.</param>
/// <param name="Problem">What is wrong with the file, in one sentence; empty if nothing is.</param>
internal sealed record DataFileState(string Name, bool Exists, string Problem)
{
    /// <summary>Whether the file exists and its SHA-256 is that of the published one.</summary>
    public bool IsValid => Exists && Problem.Length == 0;
}
