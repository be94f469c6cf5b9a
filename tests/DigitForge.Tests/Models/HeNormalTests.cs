using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class HeNormalTests
{
    [Fact]
    public void Weights_have_the_papers_spread_and_biases_are_zero()
    {
        using var random = TorchRuntime.Random(1);
        using var model = torch.nn.Sequential(("conv", torch.nn.Conv2d(32, 64, 3)), ("dense", torch.nn.Linear(300, 500)));
        HeNormal.Initialize(model, random);

        Assert.InRange(MeanSquare(model.get_parameter("conv.weight")!), 0.95 * 2 / (32 * 9), 1.05 * 2 / (32 * 9));
        Assert.InRange(MeanSquare(model.get_parameter("dense.weight")!), 0.98 * 2 / 300, 1.02 * 2 / 300);
        Assert.Equal(0, MeanSquare(model.get_parameter("conv.bias")!));
        Assert.Equal(0, MeanSquare(model.get_parameter("dense.bias")!));
    }

    [Fact]
    public void A_transposed_convolution_keeps_the_spread_that_a_plain_one_keeps()
    {
        // Each pixel of the larger picture sees 64 x 4 x 4 / 4 numbers. With that count, the mean square before and after a ReLU layer is the same.
        using var scope = torch.NewDisposeScope();
        using var random = TorchRuntime.Random(1);
        using var layer = torch.nn.ConvTranspose2d(64, 32, 4, stride: 2, padding: 1, bias: false);
        HeNormal.Initialize(layer, random);
        Assert.InRange(MeanSquare(layer.weight), 0.98 * 2 / (64 * 4), 1.02 * 2 / (64 * 4));

        var rectified = torch.randn(100, 64, 8, 8, generator: random).relu();
        Assert.InRange(MeanSquare(layer.call(rectified)[.., .., 1..^1, 1..^1].contiguous()), 0.9, 1.1);
    }

    private static double MeanSquare(torch.Tensor numbers) => numbers.detach().data<float>().ToArray().Average(number => (double)number * number);
}
