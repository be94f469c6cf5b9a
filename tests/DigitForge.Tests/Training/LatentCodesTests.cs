using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class LatentCodesTests
{
    [Fact]
    public void Every_picture_gets_a_point_of_its_own_distribution()
    {
        using var scope = torch.NewDisposeScope();
        var random = TorchRuntime.Random(1);
        using var vae = new VariationalAutoencoder(random, latentSize: 3);
        using var digits = Digits.Part(0, 1_500);

        var codes = LatentCodes.Sample(vae, digits, TorchRuntime.Random(2));
        Assert.Equal((torch.float32, 1_500, 3), (codes.dtype, codes.shape[0], codes.shape[1]));
        Assert.False(codes.requires_grad);

        // Mean + standard deviation x noise, picture by picture: without mean and deviation, the noise is left.
        var latent = vae.Encode(digits.Batch(torch.arange(1_500)));
        var noise = ((codes - latent.Mean) / latent.StandardDeviation()).detach();
        Assert.Equal(0, noise.mean().item<float>(), 0.05);
        Assert.Equal(1, noise.std().item<float>(), 0.05);
        var first = latent.Sample(torch.cat([torch.randn(1_000, 3, generator: TorchRuntime.Random(2)), torch.zeros(500, 3)]));
        Assert.True(codes[..1_000].allclose(first[..1_000], atol: 1e-5));
    }

    [Fact]
    public void They_leave_no_other_live_tensor_behind()
    {
        using var random = TorchRuntime.Random(1);
        using var vae = new VariationalAutoencoder(random);
        using var digits = Digits.Part(0, 1_100);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        LatentCodes.Sample(vae, digits, random).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
