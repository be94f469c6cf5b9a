using System.Text.Json.Nodes;
using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Export;

/// <summary>The content of a page with a generator. <c>Notebooks.Tests</c> tests the page in a browser.</summary>
public sealed class LatentExplorerTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose() => random.Dispose();

    [Fact]
    public void The_articles_generator_fits_into_six_megabytes_and_nothing_is_left_to_fill_in()
    {
        using var generator = new Generator(random);
        using var folder = new TemporaryFolder();
        string path = folder.File("explorer.html");

        string said = LatentExplorer.Create(generator, title: "Threes & eights").Save(path);

        string page = File.ReadAllText(path);
        Assert.InRange(new FileInfo(path).Length, 3_900_000, 6_000_000);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\[\[[A-Za-z]|\{\d\} numbers", page);
        Assert.Contains("<h1>Threes &amp; eights</h1>", page, StringComparison.Ordinal);
        Assert.Contains("4.0 MB. Open it in any browser.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_a_copy_and_leaves_the_generator_as_it_was()
    {
        using var generator = new Generator(random);
        generator.train();
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        string first = LatentExplorer.Create(generator).ToPage();
        string second = LatentExplorer.Create(generator).ToPage();

        Assert.Equal(first, second);
        Assert.True(generator.training);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Its_directions_have_length_one_and_are_at_right_angles()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new Generator(random);
        var directions = LatentDirections.Find(generator, 100);
        Assert.Equal([8, 100], directions.shape);
        Assert.True(torch.allclose(directions.matmul(directions.t()), torch.eye(8), atol: 1e-5));
    }

    [Fact]
    public void Its_first_direction_is_the_one_that_the_first_layer_stretches_most()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new Generator(random);
        var weight = generator.parameters().First();
        double Stretched(torch.Tensor direction) => weight.matmul(direction).norm().item<float>();

        double first = Stretched(LatentDirections.Find(generator, 100)[0]);

        var others = torch.nn.functional.normalize(torch.randn(200, 100, generator: random));
        Assert.All(Enumerable.Range(0, 200), i => Assert.True(Stretched(others[i]) < first));
    }

    [Fact]
    public void In_a_small_space_each_number_is_a_direction()
    {
        using var generator = new Generator(random, latentSize: 2);
        using var directions = LatentDirections.Find(generator, 2);
        Assert.Equal([1, 0, 0, 1], directions.data<float>().ToArray());
    }

    public static TheoryData<Func<Sequential>, string> Refused => new()
    {
        { () => Sequential(("dense", Linear(4, 784)), ("soft", Softmax(1))), "'soft' (Softmax) cannot be computed by the explorer's page: found a layer of the type Softmax for 2 dimensions, expected Linear" },
        { () => Sequential(("rows", Unflatten(1, [2, 2])), ("dense", Linear(2, 392))), "'dense' (Linear) cannot be computed by the explorer's page: found a layer of the type Linear for 3 dimensions," },
        { () => Pictures(4, Conv2d(1, 1, (3, 1), padding: (1, 0))), "found a kernel, stride or padding that differs down and across, expected a square convolution." },
        { () => Pictures(4, Conv2d(1, 1, (3, 4), padding: Padding.Same)), "found a kernel, stride or padding that differs" },
        { () => Pictures(4, Conv2d(1, 1, 3, dilation: 2, padding: Padding.Same)), "found groups or dilation, expected a convolution without them." },
        { () => Pictures(4, Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Circular)), "found the padding mode Circular, expected Zeros." },
        { () => Pictures(4, BatchNorm2d(1, track_running_stats: false)), "found no running statistics, expected batch normalization that keeps them." },
        { () => Pictures(4, Upsample(size: [28, 28], mode: torch.UpsampleMode.Bilinear, align_corners: false)), "found the mode Bilinear, expected Nearest." },
        { () => Sequential(("dense", Linear(4, 196)), ("picture", Unflatten(1, [1, 7, 28])), ("layer", Upsample(scale_factor: [4, 1]))), "found a factor that is not whole, or not the same down and across, expected pictures that grow by one whole factor." },
        { () => new Squaring(), "Squaring cannot be exported: found that it computes more than its layers one after another, expected a plain Sequential." },
        { () => Sequential(("dense", Linear(5, 784))), "'dense' (Linear): found an input of the shape [B, 4], expected the shape that the layer takes (" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_the_page_cannot_compute_is_refused_in_a_sentence(Func<Sequential> make, string expected)
    {
        using var network = make();
        network.train();
        string sentence = Assert.Throws<OneSentenceException>(() => LatentExplorer.Create(network, latentSize: 4)).Message;
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.True(network.training);
    }

    [Theory]
    [InlineData(null, 3, 1)]
    [InlineData(Padding.Same, 3, 1)]
    [InlineData(Padding.Same, 4, 1)]
    [InlineData(Padding.Valid, 1, 0)]
    public void A_padding_by_name_is_as_many_pixels(Padding? padding, int kernel, long expected)
    {
        using var network = Pictures(4, padding is { } named ? Conv2d(1, 1, kernel, padding: named) : Conv2d(1, 1, kernel, padding: 1));
        var layer = PageLayers.Describe(network, 4).Steps[1]!;
        Assert.Equal((expected, 28, 28), ((long)layer["padding"]!, (long)layer["outputHeight"]!, (long)layer["outputWidth"]!));
    }

    [Fact]
    public void Another_number_of_pixels_is_refused()
    {
        using var network = Sequential(("dense", Linear(4, 100)));
        var refusal = Assert.Throws<OneSentenceException>(() => LatentExplorer.Create(network, latentSize: 4));
        Assert.Equal("The generator draws 100 pixels; expected 784, a picture of 28 x 28.", refusal.Message);
    }

    [Fact]
    public void A_weight_that_half_precision_cannot_hold_is_refused()
    {
        using var network = Sequential(("dense", Linear(4, 784)));
        using (torch.no_grad())
            network.parameters().First().fill_(70_000f);
        Assert.Throws<OneSentenceException>(() => LatentExplorer.Create(network, latentSize: 4));
    }

    [Fact]
    public void Weights_are_written_as_half_precision()
    {
        var weights = new PageWeights();
        using var numbers = torch.arange(-2, 3, 1, torch.float32) * 0.75f;
        Assert.Equal(0, weights.Add(numbers));
        Assert.Equal(5, weights.Add(numbers));
        byte[] bytes = Convert.FromBase64String(weights.ToBase64());
        Assert.Equal([-1.5f, -0.75f, 0, 0.75f, 1.5f], Enumerable.Range(0, 5).Select(i => (float)BitConverter.ToHalf(bytes, 2 * i)));
    }

    [Fact]
    public void Layers_at_rest_in_inference_are_left_out()
    {
        using var network = Sequential(("dense", Linear(4, 784)), ("dropout", Dropout(0.5)), ("same", Identity()), ("flat", Flatten()), ("sigmoid", Sigmoid()));
        JsonArray layers = PageLayers.Describe(network, 4).Steps;
        Assert.Equal(["dense", "sigmoid"], layers.Select(layer => (string?)layer!["kind"]));
    }

    // A layer after a dense one. The result is a picture of 28 x 28 pixels, or has a size that the layer turns into that.
    private static Sequential Pictures(int inputs, torch.nn.Module<torch.Tensor, torch.Tensor> layer)
    {
        int side = layer is Upsample ? 14 : 28;
        return Sequential(("dense", Linear(inputs, side * side)), ("picture", Unflatten(1, [1, side, side])), ("layer", layer));
    }

    private sealed class Squaring() : Sequential(("dense", Linear(4, 784)))
    {
        public override torch.Tensor forward(torch.Tensor input) => base.forward(input).square();
    }
}
