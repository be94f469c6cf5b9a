using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class GeneratorTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Generator generator;

    public GeneratorTests() => generator = new Generator(random);

    public void Dispose()
    {
        generator.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_has_the_articles_parameters_and_running_statistics()
    {
        var summary = generator.Summary(100);
        Assert.Equal(1_489_936, summary.TrainableParameters);
        Assert.Equal(3_584, summary.RunningStatistics);
        Assert.Equal(1_489_936, generator.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_model_in_PyTorch()
    {
        string[] norms = [.. Enumerable.Range(1, 3).SelectMany(i => new[] { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" }
            .Select(tensor => $"norm{i}.{tensor}"))];
        string[] layers = [.. Enumerable.Range(1, 4).SelectMany(i => new[] { $"dense{i}.weight", $"dense{i}.bias" })];
        Assert.Equal([.. layers.Concat(norms).Order(StringComparer.Ordinal)], generator.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_turns_noise_into_pixels_from_0_to_1()
    {
        using var scope = torch.NewDisposeScope();
        var pixels = generator.call(torch.randn(8, 100, generator: random));
        Assert.Equal([8, 784], pixels.shape);
        Assert.All(pixels.data<float>().ToArray(), pixel => Assert.InRange(pixel, 0f, 1f));
    }

    [Fact]
    public void Its_batch_normalization_is_Keras()
    {
        var norms = generator.children().OfType<TorchSharp.Modules.BatchNorm1d>().ToList();
        Assert.Equal(3, norms.Count);
        Assert.All(norms, norm => Assert.Equal((1e-3, 0.01), (norm.eps, norm.momentum)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new Generator(sameRandom);
        using var otherRandom = TorchRuntime.Random(2);
        using var other = new Generator(otherRandom);

        Assert.Equal(Weights.Read(generator), Weights.Read(same));
        Assert.NotEqual(Weights.Read(generator), Weights.Read(other));
    }

    [Fact]
    public void The_latent_size_can_be_chosen()
    {
        using var small = new Generator(random, latentSize: 2);
        using var scope = torch.NewDisposeScope();
        Assert.Equal([4, 784], small.call(torch.randn(4, 2)).shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Generator(random, latentSize: 0));
    }
}
