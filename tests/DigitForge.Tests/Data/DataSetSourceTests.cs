using System.IO.Compression;
using DigitForge.Data;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class DataSetSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FileServer server = new(Repository.MnistFolder);

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(DataSplit.Training, 60_000, 5, new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 })]
    [InlineData(DataSplit.Test, 10_000, 7, new[] { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 })]
    public void The_shipped_MNIST_is_the_published_one(DataSplit split, int count, int firstLabel, int[] perDigit)
    {
        using var mnist = Repository.LoadMnist(split);
        var labels = mnist.Labels.data<long>().ToArray();

        Assert.Equal(count, mnist.Count);
        Assert.Equal([count, 28, 28], mnist.Images.shape);
        Assert.Equal(firstLabel, labels[0]);
        Assert.Equal(perDigit, Enumerable.Range(0, 10).Select(digit => labels.Count(label => label == digit)));
    }

    [Fact]
    public void Raw_files_load_as_packed_ones_do()
    {
        Unpack("t10k-images-idx3-ubyte");
        Unpack("t10k-labels-idx1-ubyte");
        using var mnist = DataSets.Mnist.Load(folder.Path, DataSplit.Test);
        Assert.Equal(10_000, mnist.Count);
    }

    [Fact]
    public void Swapped_files_are_told_apart_by_name()
    {
        Copy("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz");
        Copy("t10k-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz");
        string refusal = Refusal(DataSets.Mnist);
        Assert.Contains("found the content of t10k-labels-idx1-ubyte, expected t10k-images-idx3-ubyte", refusal, StringComparison.Ordinal);
        Assert.Contains("swapped", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_file_in_place_of_a_test_file_is_named()
    {
        Copy("t10k-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz");
        Copy("train-labels-idx1-ubyte.gz", "t10k-labels-idx1-ubyte.gz");
        Assert.Contains("found the content of train-labels-idx1-ubyte", Refusal(DataSets.Mnist), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_pixel_is_noticed()
    {
        Unpack("t10k-images-idx3-ubyte");
        Copy("t10k-labels-idx1-ubyte.gz", "t10k-labels-idx1-ubyte.gz");
        Change("t10k-images-idx3-ubyte", bytes => bytes[5000] ^= 1);
        Assert.Contains("found SHA-256", Refusal(DataSets.Mnist), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_called_truncated()
    {
        Unpack("t10k-images-idx3-ubyte");
        string path = folder.File("t10k-images-idx3-ubyte");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..1_000_000]);
        Assert.Contains("found 999,984 values, expected 7,840,000 (10000 x 28 x 28): the file is truncated", Refusal(DataSets.Mnist), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_downloaded_verified_and_kept()
    {
        var heard = new HeardProgress();
        using var mnist = (DataSets.Mnist with { Mirrors = [server.Address] }).Load(folder.Path, DataSplit.Test, heard);

        Assert.Equal(10_000, mnist.Count);
        Assert.Equal(["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], FilesInFolder());
        Assert.Equal(1.0, heard.Last.Fraction);
        Assert.Equal(TimeSpan.Zero, heard.Last.Remaining);
    }

    [Fact]
    public void The_next_mirror_helps_out()
    {
        var source = DataSets.Mnist with { Mirrors = [new Uri(server.Address, "nothing/"), server.Address] };
        using var mnist = source.Load(folder.Path, DataSplit.Test, new HeardProgress());
        Assert.Equal(10_000, mnist.Count);
    }

    [Fact]
    public void A_mirror_with_other_content_leaves_nothing_behind()
    {
        var source = DataSets.Mnist with
        {
            Mirrors = [server.Address],
            TestImages = DataSets.Mnist.TestImages with { Sha256 = new string('0', 64) },
        };
        Assert.Contains("found SHA-256", Refusal(source), StringComparison.Ordinal);
        Assert.Empty(FilesInFolder());
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_and_no_other_mirror_is_blamed()
    {
        Directory.CreateDirectory(folder.File("t10k-images-idx3-ubyte.gz"));
        Assert.StartsWith(
            "t10k-images-idx3-ubyte.gz: the file cannot be written (",
            Refusal(DataSets.Mnist with { Mirrors = [server.Address] }), StringComparison.Ordinal);
        Assert.Empty(FilesInFolder());
    }

    [Fact]
    public void Without_a_network_one_sentence_says_what_to_do()
    {
        string refusal = Refusal(DataSets.Mnist with { Mirrors = [new Uri("http://127.0.0.1:9/")] });
        Assert.StartsWith("t10k-images-idx3-ubyte.gz is not in ", refusal, StringComparison.Ordinal);
        Assert.Contains("put the file there by hand", refusal, StringComparison.Ordinal);
        Assert.Empty(FilesInFolder());
    }

    [Fact]
    public void Inspecting_names_the_state_of_each_file_and_downloads_nothing()
    {
        Copy("train-images-idx3-ubyte.gz", "train-images-idx3-ubyte.gz");
        Copy("t10k-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte.gz");
        File.WriteAllText(folder.File("t10k-labels-idx1-ubyte.gz"), "not packed");

        var states = (DataSets.Mnist with { Mirrors = [server.Address] }).Inspect(folder.Path);

        Assert.Equal([true, false, false, false], states.Select(state => state.IsValid));
        Assert.Equal([true, true, false, true], states.Select(state => state.Exists));
        Assert.Contains("swapped", states[1].Problem, StringComparison.Ordinal);
        Assert.StartsWith("t10k-labels-idx1-ubyte.gz", states[3].Problem, StringComparison.Ordinal);
        Assert.Equal(3, FilesInFolder().Length);
    }

    private string Refusal(DataSetSource source) => Assert.Throws<OneSentenceException>(
        () => source.Load(folder.Path, DataSplit.Test, new HeardProgress())).Message;

    private string[] FilesInFolder() => [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order()];

    private void Copy(string from, string to) => File.Copy(Path.Combine(Repository.MnistFolder, from), folder.File(to));

    private void Unpack(string name)
    {
        using var packed = File.OpenRead(Path.Combine(Repository.MnistFolder, name + ".gz"));
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var raw = File.Create(folder.File(name));
        gzip.CopyTo(raw);
    }

    private void Change(string name, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(folder.File(name));
        change(bytes);
        File.WriteAllBytes(folder.File(name), bytes);
    }

    private sealed class HeardProgress : IProgress<DownloadProgress>
    {
        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }
}
