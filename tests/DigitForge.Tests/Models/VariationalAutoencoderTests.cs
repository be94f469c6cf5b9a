using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class VariationalAutoencoderTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly VariationalAutoencoder vae;

    public VariationalAutoencoderTests() => vae = new VariationalAutoencoder(random);

    public void Dispose()
    {
        vae.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_has_as_many_parameters_as_it_says() =>
        Assert.Equal(1_068_820, vae.parameters().Sum(parameter => parameter.numel()));

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_model_in_PyTorch()
    {
        string[] layers = ["encoder.dense1", "encoder.dense2", "mean", "log_variance", "decoder.dense1", "decoder.dense2", "decoder.dense3"];
        var expected = layers.SelectMany(layer => new[] { $"{layer}.weight", $"{layer}.bias" });
        Assert.Equal(expected.Order(StringComparer.Ordinal), vae.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_encoder_gives_each_picture_a_cloud()
    {
        using var scope = torch.NewDisposeScope();
        var clouds = vae.Encode(Pictures());
        Assert.Equal([8, 2], clouds.Mean.shape);
        Assert.Equal([8, 2], clouds.LogVariance.shape);
        Assert.Equal([8, 2], clouds.StandardDeviation().shape);
        Assert.All(clouds.StandardDeviation().data<float>().ToArray(), deviation => Assert.InRange(deviation, 1e-3f, 1e3f));
    }

    [Fact]
    public void The_decoder_turns_noise_into_pixels_from_0_to_1()
    {
        using var scope = torch.NewDisposeScope();
        var noise = torch.randn(8, 2, generator: random);
        var pixels = vae.Decoder.call(noise);
        Assert.Equal([8, 784], pixels.shape);
        Assert.All(pixels.data<float>().ToArray(), pixel => Assert.InRange(pixel, 0f, 1f));
        Assert.True(pixels.allclose(vae.Decoder.Logits(noise).sigmoid()));
        var generated = vae.Generate(noise);
        Assert.True(pixels.allclose(generated));
        Assert.False(generated.requires_grad);
    }

    [Fact]
    public void A_picture_is_rebuilt_from_the_middle_of_its_cloud()
    {
        using var scope = torch.NewDisposeScope();
        var pictures = Pictures();
        Assert.True(vae.call(pictures).allclose(vae.Decoder.call(vae.Encode(pictures).Mean)));
    }

    [Fact]
    public void The_latent_size_can_be_chosen()
    {
        using var wide = new VariationalAutoencoder(random, latentSize: 16);
        Assert.Equal((16, 16), (wide.LatentSize, wide.Decoder.LatentSize));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VariationalAutoencoder(random, latentSize: 0));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new VariationalAutoencoder(sameRandom);
        using var other = new VariationalAutoencoder(sameRandom);
        Assert.Equal(Weights.Read(vae), Weights.Read(same));
        Assert.NotEqual(Weights.Read(vae), Weights.Read(other));
    }

    [Theory]
    [InlineData("vae-2", 2)]
    [InlineData("vae-16", 16)]
    public void The_shipped_weights_still_fit(string model, int latentSize)
    {
        using var scope = torch.NewDisposeScope();
        using var shipped = new VariationalAutoencoder(random, latentSize);
        using var digits = Digits.Part(0, 100);
        shipped.LoadWeights(Path.Combine(Repository.ModelsFolder, $"{model}-autoencoder.safetensors"));
        var elbo = Elbo.Compute(shipped, digits.Batch(torch.arange(100)), torch.zeros(100, latentSize));
        Assert.InRange(elbo.Mean().NegativeElbo, 80, 160);
    }

    [Fact]
    public void Using_it_leaves_no_live_tensor_behind()
    {
        using var pictures = Pictures();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var clouds = vae.Encode(pictures))
        {
            clouds.StandardDeviation().Dispose();
            clouds.DivergenceFromStandard().Dispose();
            clouds.Sample(clouds.Mean).Dispose();
        }

        vae.call(pictures).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private torch.Tensor Pictures() => torch.rand(8, 784, generator: random);
}
