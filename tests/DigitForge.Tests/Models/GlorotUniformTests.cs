using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class GlorotUniformTests
{
    [Fact]
    public void Weights_are_spread_evenly_up_to_the_papers_limit_and_biases_are_zero()
    {
        using var random = TorchRuntime.Random(1);
        using var layer = torch.nn.Linear(300, 500);
        GlorotUniform.Initialize(layer, random);

        double limit = Math.Sqrt(6.0 / 800);
        float[] weights = layer.weight.data<float>().ToArray();
        Assert.InRange(weights.Max(), 0.999 * limit, limit);
        Assert.InRange(weights.Min(), -limit, -0.999 * limit);
        Assert.InRange(weights.Average(), -0.01 * limit, 0.01 * limit);
        double variance = weights.Average(weight => weight * (double)weight);
        Assert.InRange(variance, 0.99 * limit * limit / 3, 1.01 * limit * limit / 3);
        Assert.Equal(new float[500], layer.bias!.data<float>().ToArray());
    }
}
