using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class ConvGeneratorTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose() => random.Dispose();

    [Fact]
    public void It_has_the_documented_size()
    {
        using var generator = new ConvGenerator(random);
        var summary = generator.Summary(64);
        Assert.Equal((331_617, 544), (summary.TrainableParameters, summary.RunningStatistics));
    }

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_model_in_PyTorch()
    {
        using var generator = new ConvGenerator(random);
        string[] norms = [.. new[] { "norm1", "mixNorm1", "mixNorm2", "mixNorm3", "norm2" }.SelectMany(norm => new[] { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" }
            .Select(tensor => $"{norm}.{tensor}"))];
        string[] others = ["dense1.weight", "dense1.bias", "mix1.weight", "mix2.weight", "mix3.weight", "conv1.weight", "conv2.weight", "conv2.bias"];
        Assert.Equal(norms.Concat(others).Order(StringComparer.Ordinal), generator.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Depth_and_both_widths_can_be_chosen()
    {
        using var generator = new ConvGenerator(random, width: 8, innerWidth: 12, depth: 1);
        var shapes = generator.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter.shape);
        Assert.Equal([12, 12, 3, 3], shapes["mix1.weight"]);
        Assert.DoesNotContain("mix2.weight", shapes.Keys);
        Assert.Equal([12, 8, 4, 4], shapes["conv1.weight"]);
        Assert.Equal([8, 1, 4, 4], shapes["conv2.weight"]);
    }

    [Theory]
    [InlineData(64, 0, 0)]
    [InlineData(3, 10, 0)]
    [InlineData(64, 0, 1)]
    public void It_turns_noise_into_pixels_from_0_to_1(int latentSize, int labelCount, int depth)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new ConvGenerator(random, latentSize, labelCount, depth: depth);
        var labels = labelCount == 0 ? null : torch.arange(8, torch.int64);
        var pixels = generator.Draw(torch.randn(8, latentSize, generator: random), labels);
        Assert.Equal([8, 784], pixels.shape);
        Assert.All(pixels.data<float>().ToArray(), pixel => Assert.InRange(pixel, 0f, 1f));
    }

    [Fact]
    public void Another_label_gives_another_picture_of_the_same_noise()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new ConvGenerator(random, labelCount: 10);
        generator.eval();
        var pictures = generator.Draw(torch.randn(1, 64, generator: random).expand(3, 64), torch.tensor(new long[] { 7, 7, 2 }));
        Assert.True(pictures[0].allclose(pictures[1]));
        Assert.False(pictures[0].allclose(pictures[2], rtol: 0, atol: 0.01));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var one = new ConvGenerator(random);
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new ConvGenerator(sameRandom);
        using var other = new ConvGenerator(random);
        Assert.Equal(Weights.Read(one), Weights.Read(same));
        Assert.NotEqual(Weights.Read(one), Weights.Read(other));
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("latentSize", () => new ConvGenerator(random, latentSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>("labelCount", () => new ConvGenerator(random, labelCount: -1));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new ConvGenerator(random, width: 0));
        Assert.Throws<ArgumentOutOfRangeException>("innerWidth", () => new ConvGenerator(random, innerWidth: 0));
        Assert.Throws<ArgumentOutOfRangeException>("depth", () => new ConvGenerator(random, depth: -1));
    }

    [Fact]
    public void Disposing_it_frees_every_tensor()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        new ConvGenerator(random, depth: 1).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
