using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class RectifierTests
{
    [Theory]
    [InlineData(0, new[] { 0f, 0f, 3f })]
    [InlineData(0.25, new[] { -0.5f, -0.25f, 3f })]
    public void It_lets_a_part_of_negative_numbers_through(double leak, float[] expected)
    {
        NativeLibraries.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        using var layer = Rectifier.Layer(leak);
        Assert.Equal(expected, layer.call(torch.tensor(new[] { -2f, -1f, 3f })).data<float>().ToArray());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void A_leak_out_of_range_is_refused(double leak) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rectifier.Layer(leak));

    [Fact]
    public void A_leak_changes_the_verdict_and_no_weight()
    {
        using var scope = torch.NewDisposeScope();
        using var random = TorchRuntime.Random(1);
        using var plain = new Discriminator(random);
        using var sameRandom = TorchRuntime.Random(1);
        using var leaky = new Discriminator(sameRandom, leak: 0.2);
        var images = torch.rand(4, 784, generator: random);

        Assert.Equal(Weights.Read(plain), Weights.Read(leaky));
        Assert.NotEqual(plain.Logits(images).data<float>().ToArray(), leaky.Logits(images).data<float>().ToArray());
    }
}
