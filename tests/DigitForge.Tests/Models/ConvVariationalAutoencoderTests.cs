using DigitForge.Checkpoints;
using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

/// <summary>The variational autoencoder whose decoder uses transposed convolutions. Everything else is the same as with the dense one.</summary>
public sealed class ConvVariationalAutoencoderTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly VariationalAutoencoder vae;

    public ConvVariationalAutoencoderTests() => vae = new VariationalAutoencoder(random, latentSize: 16, convolutionalDecoder: true);

    public void Dispose()
    {
        vae.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_has_as_many_parameters_as_it_says()
    {
        using var small = new VariationalAutoencoder(random, convolutionalDecoder: true);
        Assert.Equal(946_485, small.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_model_in_PyTorch()
    {
        string[] layers = ["encoder.dense1", "encoder.dense2", "mean", "log_variance", "decoder.dense1", "decoder.dense2", "decoder.conv1", "decoder.conv2"];
        var expected = layers.SelectMany(layer => new[] { $"{layer}.weight", $"{layer}.bias" });
        Assert.Equal(expected.Order(StringComparer.Ordinal), vae.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pictures_and_points_have_the_shapes_of_the_dense_ones()
    {
        using var scope = torch.NewDisposeScope();
        var clouds = vae.Encode(torch.rand(8, 28, 28, generator: random));
        Assert.Equal([8, 16], clouds.Mean.shape);
        Assert.Equal([8, 16], clouds.LogVariance.shape);
        var pixels = vae.Generate(torch.randn(8, 16, generator: random));
        Assert.Equal([8, 784], pixels.shape);
        Assert.All(pixels.data<float>().ToArray(), pixel => Assert.InRange(pixel, 0f, 1f));
    }

    [Fact]
    public void Each_picture_is_drawn_without_regard_to_the_others()
    {
        using var scope = torch.NewDisposeScope();
        vae.train();
        var noise = torch.randn(8, 16, generator: random);
        Assert.True(vae.Generate(noise)[..2].allclose(vae.Generate(noise[..2]), atol: 1e-5));
    }

    [Fact]
    public void Gradients_reach_every_weight_of_encoder_and_decoder()
    {
        using var scope = torch.NewDisposeScope();
        Elbo.Compute(vae, torch.rand(5, 784, generator: random), torch.randn(5, 16, generator: random)).Loss().backward();
        Assert.All(vae.named_parameters(), named => Assert.True(named.parameter.grad?.abs().sum().item<float>() > 0, named.name));
    }

    [Fact]
    public void The_loss_falls_far_in_a_hundred_iterations()
    {
        using var digits = Digits.Part(0, 1_000);
        using var trainer = new VaeTrainer(vae, digits, random, VaeRecipe.Standard with { BatchSize = 32 });
        trainer.Train(100);
        float first = trainer.History.Records[0].NegativeElbo;
        Assert.InRange(first, 400, 1_500);
        Assert.InRange(trainer.History.MeanOfLast(10).NegativeElbo, 100, first / 2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_saved_ones_draw_the_same_pictures()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new VariationalAutoencoder(sameRandom, latentSize: 16, convolutionalDecoder: true);
        using var other = new VariationalAutoencoder(sameRandom, latentSize: 16, convolutionalDecoder: true);
        Assert.Equal(Weights.Read(vae), Weights.Read(same));
        Assert.NotEqual(Weights.Read(vae), Weights.Read(other));

        vae.SaveWeights(folder.File("autoencoder.safetensors"));
        other.LoadWeights(folder.File("autoencoder.safetensors"));
        var noise = torch.randn(4, 16, generator: random);
        Assert.Equal(vae.Generate(noise).data<float>().ToArray(), other.Generate(noise).data<float>().ToArray());
    }

    [Fact]
    public void Its_decoder_fits_onto_the_explorers_page() =>
        Assert.Contains("transposedConvolution", LatentExplorer.Create(vae.Decoder).ToPage(), StringComparison.Ordinal);

    [Fact]
    public void Disposing_it_frees_every_tensor()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        new VariationalAutoencoder(random, convolutionalDecoder: true).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
