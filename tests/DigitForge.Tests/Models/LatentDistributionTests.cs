using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class LatentDistributionTests
{
    public LatentDistributionTests() => TorchRuntime.Start();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.5, 0.2)]
    [InlineData(-0.7, 1.9)]
    [InlineData(2, 1)]
    public void Its_divergence_is_the_integral_that_defines_it(double mean, double width)
    {
        using var cloud = Cloud([[(float)mean]], [[(float)(2 * Math.Log(width))]]);
        using var divergence = cloud.DivergenceFromStandard();
        Assert.Equal(Integral(mean, width), divergence.item<float>(), 1e-5);
    }

    [Fact]
    public void Its_divergence_adds_up_over_dimensions_and_stays_apart_for_each_picture()
    {
        using var both = Cloud([[1, -2], [0, 0]], [[0.5f, -1], [0, 0]]);
        using var divergence = both.DivergenceFromStandard();
        Assert.Equal([2], divergence.shape);
        Assert.Equal(Integral(1, Math.Exp(0.25)) + Integral(-2, Math.Exp(-0.5)), divergence[0].item<float>(), 1e-5);
        Assert.Equal(0f, divergence[1].item<float>());
    }

    [Fact]
    public void A_sample_is_the_noise_scaled_by_the_width_and_moved_by_the_mean()
    {
        using var cloud = Cloud([[10, -20]], [[2 * MathF.Log(3), 2 * MathF.Log(0.5f)]]);
        using var noise = torch.tensor(new[,] { { 2f, -4f } });
        using var sample = cloud.Sample(noise);
        Assert.Equal(16, sample[0, 0].item<float>(), 1e-5);
        Assert.Equal(-22, sample[0, 1].item<float>(), 1e-5);
    }

    [Fact]
    public void Gradients_pass_through_a_sample_to_mean_and_width()
    {
        using var scope = torch.NewDisposeScope();
        var mean = torch.tensor(new[,] { { 0.3f, -1f } }, requires_grad: true);
        var logVariance = torch.tensor(new[,] { { -0.5f, 0.8f } }, requires_grad: true);
        var noise = torch.tensor(new[,] { { 1.2f, -0.4f } });
        new LatentDistribution(mean, logVariance).Sample(noise).sum().backward();

        Assert.Equal([1f, 1f], mean.grad!.data<float>().ToArray());
        // d(exp(l / 2) n) / dl = exp(l / 2) n / 2
        Assert.Equal(Math.Exp(-0.25) * 1.2 / 2, logVariance.grad![0, 0].item<float>(), 1e-6);
        Assert.Equal(Math.Exp(0.4) * -0.4 / 2, logVariance.grad![0, 1].item<float>(), 1e-6);
    }

    private static LatentDistribution Cloud(float[][] mean, float[][] logVariance) =>
        new(Table(mean), Table(logVariance));

    private static torch.Tensor Table(float[][] rows) => torch.tensor([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);

    // The Kullback-Leibler divergence of N(mean, width^2) from N(0, 1) by its definition, the integral of p ln(p / q). The
    // trapezoidal rule is exact to many digits for a function that decays this fast.
    private static double Integral(double mean, double width)
    {
        const double step = 1e-3;
        double sum = 0;
        for (double z = -10; z <= 10; z += step)
        {
            double x = mean + (width * z);
            double p = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) / width;
            double logRatio = (x * x / 2) - (z * z / 2) - Math.Log(width);
            sum += p * logRatio * step * width;
        }

        return sum;
    }
}
