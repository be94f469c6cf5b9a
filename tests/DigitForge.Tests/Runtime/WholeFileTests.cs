using DigitForge.Checkpoints;
using DigitForge.Display;
using DigitForge.Evaluation;
using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Runtime;

public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, Action<string>> Writers => new()
    {
        { "picture.png", path => Grid().Save(path) },
        { "animation.webp", path => Animation.Create([Grid()]).Save(path) },
        { "explorer.html", path => WithGenerator(generator => LatentExplorer.Create(generator).Save(path)) },
        { "flow.html", path => WithFlow(network => FlowExplorer.Create(network).Save(path)) },
        { "flow.onnx", path => WithFlow(network => network.SaveOnnx(path)) },
        { "model.onnx", path => WithGenerator(generator => generator.SaveOnnx(path, 2)) },
        { "weights.safetensors", path => WithGenerator(generator => generator.SaveWeights(path)) },
        { "figures.json", path => FigureFile.Open(path).Add(Evaluation.FigureFileTests.Real(seed: 1)) },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Writers), DisableDiscoveryEnumeration = true)]
    public void A_file_that_cannot_be_written_is_one_sentence_whatever_writes_it(string name, Action<string> write)
    {
        File.WriteAllText(folder.File("a-file"), "");
        var inAFile = Assert.ThrowsAny<OneSentenceException>(() => write(Path.Combine(folder.File("a-file"), name)));
        Assert.StartsWith($"{name}: the file cannot be written (", inAFile.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(folder.File(name));
        var overAFolder = Assert.ThrowsAny<OneSentenceException>(() => write(folder.File(name)));
        Assert.StartsWith($"{name}: the file cannot be written (", overAFolder.Message, StringComparison.Ordinal);
        Assert.Equal([folder.File("a-file")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_disk_that_is_full_half_way_leaves_the_old_file_and_nothing_else()
    {
        string path = folder.File("x");
        WholeFile.Write(path, beside => File.WriteAllText(beside, "old"));
        var refusal = Assert.Throws<OneSentenceException>(() => WholeFile.Write(path, beside =>
        {
            File.WriteAllText(beside, "ha");
            throw new IOException("No space left on device.");
        }));
        Assert.Equal("x: the file cannot be written (No space left on device).", refusal.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Two_that_write_the_same_file_at_once_do_not_write_into_one_another()
    {
        string path = folder.File("x");
        WholeFile.Write(path, outer =>
        {
            File.WriteAllText(outer, "the first");
            WholeFile.Write(path, inner => File.WriteAllText(inner, "the second"));
            Assert.Equal("the second", File.ReadAllText(path));
        });
        Assert.Equal("the first", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    private static ImageGrid Grid()
    {
        using var images = torch.zeros(1, 2, 2);
        return ImageGrid.Create(images);
    }

    private static void WithGenerator(Action<Generator> use)
    {
        using var random = TorchRuntime.Random(1);
        using var generator = new Generator(random, latentSize: 2);
        use(generator);
    }

    private static void WithFlow(Action<FlowNetwork> use)
    {
        using var random = TorchRuntime.Random(1);
        using var network = LivelyFlow.Create(random, width: 8);
        use(network);
    }
}
