using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class GradientPenaltyTests : IDisposable
{
    private const double Gamma = 3;

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        random.Dispose();
    }

    [Fact]
    public void A_linear_verdict_costs_the_square_of_its_weights_and_pulls_them_to_zero()
    {
        var weights = torch.tensor(new double[,] { { 1, -2, 2 } }).requires_grad_();
        var images = torch.rand(5, 3, torch.float64, generator: random).requires_grad_();
        var penalty = GradientPenalty.Compute(images.matmul(weights.t()), images, Gamma);
        penalty.backward();

        Assert.Equal(Gamma / 2 * 9, penalty.item<double>(), 1e-12);
        Assert.Equal([Gamma, -2 * Gamma, 2 * Gamma], weights.grad!.data<double>().ToArray());
    }

    [Fact]
    public void The_articles_discriminators_slope_is_the_product_of_its_open_weights()
    {
        using var discriminator = new Discriminator(random);
        discriminator.to(torch.float64);
        var images = torch.rand(4, 784, torch.float64, generator: random).requires_grad_();
        var penalty = GradientPenalty.Compute(discriminator.Logits(images), images, Gamma);

        // A rectifier passes a gradient where it passed a number: the slope is w3 W2 W1 without the rows of the inactive neurons.
        Linear[] layers = [.. discriminator.children().OfType<Linear>()];
        var hidden1 = layers[0].call(images).relu();
        var hidden2 = layers[1].call(hidden1).relu();
        var slope = (layers[2].weight * hidden2.gt(0)).matmul(layers[1].weight) * hidden1.gt(0);
        var byHand = slope.matmul(layers[0].weight).square().sum(1).mean() * (Gamma / 2);

        Assert.Equal(byHand.item<double>(), penalty.item<double>(), 1e-9);
    }

    [Fact]
    public void Only_the_slope_of_the_given_verdicts_counts()
    {
        using var discriminator = new Discriminator(random);
        var images = torch.rand(6, 784, generator: random).requires_grad_();
        var first = images.detach()[..2].requires_grad_();
        Assert.Equal(
            GradientPenalty.Compute(discriminator.Logits(first), first, Gamma).item<float>(),
            GradientPenalty.Compute(discriminator.Logits(images)[..2], images, Gamma).item<float>(),
            1e-5);
    }
}
