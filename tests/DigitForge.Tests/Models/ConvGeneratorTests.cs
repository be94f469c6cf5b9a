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
        Assert.Equal((237_313, 192), (summary.TrainableParameters, summary.RunningStatistics));
    }

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_model_in_PyTorch()
    {
        using var generator = new ConvGenerator(random);
        string[] norms = [.. Enumerable.Range(1, 2).SelectMany(i => new[] { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" }
            .Select(tensor => $"norm{i}.{tensor}"))];
        string[] others = ["dense1.weight", "dense1.bias", "conv1.weight", "conv2.weight", "conv2.bias"];
        Assert.Equal(norms.Concat(others).Order(StringComparer.Ordinal), generator.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(64, 0)]
    [InlineData(3, 10)]
    public void It_turns_noise_into_pixels_from_0_to_1(int latentSize, int labelCount)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new ConvGenerator(random, latentSize, labelCount);
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
    }

    [Fact]
    public void Disposing_it_frees_every_tensor()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        new ConvGenerator(random).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
