using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;
using static DigitForge.Tests.Tolerance;

namespace DigitForge.Tests.Training;

public sealed class ElboTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly VariationalAutoencoder vae;
    private readonly torch.Tensor images;
    private readonly torch.Tensor noise;

    public ElboTests()
    {
        vae = new VariationalAutoencoder(random, latentSize: 3);
        images = torch.rand(5, 784, generator: random);
        noise = torch.randn(5, 3, generator: random);
    }

    public void Dispose()
    {
        noise.Dispose();
        images.Dispose();
        vae.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_agrees_with_a_hand_computation()
    {
        var weights = vae.state_dict();
        var pictures = Rows(images);
        var seen = Layer("encoder.dense2", Layer("encoder.dense1", pictures, relu: true), relu: true);
        var (means, logVariances) = (Layer("mean", seen), Layer("log_variance", seen));
        var points = means.Select((row, i) => row.Select((mean, j) => mean + (Math.Exp(logVariances[i][j] / 2) * Rows(noise)[i][j])).ToArray()).ToArray();
        var logits = Layer("decoder.dense3", Layer("decoder.dense2", Layer("decoder.dense1", points, relu: true), relu: true));
        var reconstruction = logits.Select((row, i) => row.Select((logit, j) => CrossEntropy(logit, pictures[i][j])).Sum()).ToArray();
        var divergence = means.Select((row, i) => row.Select((mean, j) =>
            ((mean * mean) + Math.Exp(logVariances[i][j]) - 1 - logVariances[i][j]) / 2).Sum()).ToArray();

        using var elbo = Elbo.Compute(vae, images, noise);
        Assert.Equal(reconstruction, Numbers(elbo.Reconstruction), Within(2e-3));
        Assert.Equal(divergence, Numbers(elbo.Divergence), Within(1e-4));
        Assert.InRange(reconstruction[0], 400, 700);
        using var loss = elbo.Loss();
        Assert.Equal(reconstruction.Average() + divergence.Average(), loss.item<float>(), 2e-3);
        Assert.Equal(reconstruction.Average() + divergence.Average(), elbo.Mean().NegativeElbo, 2e-3);

        double[][] Layer(string name, double[][] rows, bool relu = false) => new DenseLayer(
            Numbers(weights[$"{name}.weight"]), Numbers(weights[$"{name}.bias"]), rows[0].Length).Forward(rows, relu);
    }

    [Fact]
    public void The_divergence_counts_as_much_as_it_is_asked_to()
    {
        using var elbo = Elbo.Compute(vae, images, noise);
        using var alone = elbo.Loss(divergenceWeight: 0);
        using var fourfold = elbo.Loss(divergenceWeight: 4);
        var mean = elbo.Mean();
        Assert.Equal(mean.Reconstruction, alone.item<float>(), 1e-3);
        Assert.Equal(mean.Reconstruction + (4 * mean.Divergence), fourfold.item<float>(), 1e-3);
    }

    [Fact]
    public void Gradients_reach_every_weight_of_encoder_and_decoder()
    {
        using var scope = torch.NewDisposeScope();
        Elbo.Compute(vae, images, noise).Loss().backward();
        Assert.All(vae.named_parameters(), named =>
        {
            Assert.NotNull(named.parameter.grad);
            Assert.True(named.parameter.grad.abs().sum().item<float>() > 0, named.name);
        });
    }

    [Fact]
    public void The_reconstruction_alone_teaches_the_encoder_through_the_sample()
    {
        using var scope = torch.NewDisposeScope();
        Elbo.Compute(vae, images, noise).Reconstruction.mean().backward();
        foreach (string name in new[] { "mean.weight", "log_variance.weight", "encoder.dense1.weight" })
            Assert.True(vae.get_parameter(name)!.grad!.abs().sum().item<float>() > 0, name);
    }

    [Fact]
    public void Computing_it_leaves_no_live_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var elbo = Elbo.Compute(vae, images, noise))
        {
            elbo.Loss().Dispose();
            elbo.Mean();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static double CrossEntropy(double logit, double pixel)
    {
        double white = 1 / (1 + Math.Exp(-logit));
        return -((pixel * Math.Log(white)) + ((1 - pixel) * Math.Log(1 - white)));
    }

    private static double[] Numbers(torch.Tensor tensor) => [.. tensor.detach().data<float>().ToArray().Select(value => (double)value)];

    private static double[][] Rows(torch.Tensor tensor) => [.. Numbers(tensor).Chunk((int)tensor.shape[1])];
}
