using DigitForge.Export;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Notebooks.Tests.Explorer;

/// <summary>Pages with generators of both kinds: the article's, and a conditional one that has every layer that a page supports.</summary>
public sealed class ExplorerPages : IDisposable
{
    /// <summary>The name of the page with the article's generator, which takes only noise.</summary>
    public const string Plain = "plain";

    /// <summary>The name of the page whose generator also takes a label.</summary>
    public const string Labelled = "labelled";

    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Dictionary<string, (Sequential Network, int LatentSize, int LabelCount)> generators;

    public ExplorerPages()
    {
        generators = new()
        {
            [Plain] = (new DigitForge.Models.Generator(random), 100, 0),
            [Labelled] = (EveryLayer(), 12, 10),
        };
        foreach (var (name, (network, latentSize, labelCount)) in generators)
        {
            Use(network, latentSize + labelCount);
            LatentExplorer.Create(network, latentSize, labelCount).Save(PathOf(name));
        }
    }

    /// <summary>The page's file.</summary>
    public string PathOf(string name) => folder.File(name + ".html");

    /// <summary>The number of values that the generator takes.</summary>
    public int InputSize(string name) => generators[name].LatentSize + generators[name].LabelCount;

    /// <summary>The picture that the generator draws in C#.</summary>
    public float[] Draw(string name, IEnumerable<double> input)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var noise = torch.from_array(input.Select(number => (float)number).ToArray()).unsqueeze(0);
        return generators[name].Network.call(noise).data<float>().ToArray();
    }

    public void Dispose()
    {
        foreach (var (network, _, _) in generators.Values)
            network.Dispose();
        random.Dispose();
        folder.Dispose();
    }

    private static Sequential EveryLayer() => Sequential(
        ("dense", Linear(22, 6 * 7 * 7)),
        ("leaky", LeakyReLU(0.2)),
        ("part", Sequential(("unflatten", Unflatten(1, [6, 7, 7])), ("norm", BatchNorm2d(6)), ("drop", Dropout2d(0.1)))),
        ("transposed", ConvTranspose2d(6, 5, 4, stride: 2, padding: 1)),
        ("relu", ReLU()),
        ("upsample", Upsample(scale_factor: [2, 2])),
        ("convolution", Conv2d(5, 4, 3, padding: 1)),
        ("same", Conv2d(4, 4, 4, padding: Padding.Same)),
        ("valid", Conv2d(4, 4, 1, padding: Padding.Valid)),
        ("groups", Groups(2, 4)),
        ("silu", SiLU()),
        ("places", PixelUnshuffle(2)),
        ("pixels", PixelShuffle(2)),
        ("plain", GroupNorm(4, 4, affine: false)),
        ("tanh", Tanh()),
        ("size", Upsample(size: [28, 28])),
        ("strided", ConvTranspose2d(4, 2, (3, 3), stride: (2, 2), padding: (1, 1), output_padding: (1, 0))),
        ("smaller", Conv2d(2, 1, 5, stride: 2, padding: 2, bias: false)),
        ("sigmoid", Sigmoid()),
        ("flatten", Flatten()));

    // TorchSharp 0.107.0 leaves the weights uninitialized.
    private static GroupNorm Groups(long groups, long channels)
    {
        var layer = GroupNorm(groups, channels);
        foreach (var parameter in layer.parameters())
            init.normal_(parameter);
        return layer;
    }

    // Gives batch normalization its statistics, and the pictures some contrast, as training would.
    private void Use(Sequential network, int inputSize)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        network.train();
        for (int i = 0; i < 50; i++)
            network.call(torch.randn(64, inputSize, generator: random) + 0.5f);
        foreach (var weight in network.parameters().Where(parameter => parameter.dim() > 1))
            weight.mul_(2);
        network.eval();
    }
}
