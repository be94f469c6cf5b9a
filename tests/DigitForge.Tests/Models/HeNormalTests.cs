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

    private static double MeanSquare(torch.Tensor numbers) => numbers.detach().data<float>().ToArray().Average(number => (double)number * number);
}
