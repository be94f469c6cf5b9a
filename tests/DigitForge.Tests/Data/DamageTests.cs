using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class DamageTests : IDisposable
{
    private const int Count = 200;

    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Dust_switches_the_given_part_of_all_pixels_on()
    {
        var dusty = Damage.Dust(torch.zeros(Count, 784), torch.full(Count, 0.05f), random);
        Assert.InRange(dusty.mean().item<float>(), 0.045, 0.055);
        Assert.True(dusty.eq(0).logical_or(dusty.eq(1)).all().item<bool>());
    }

    [Fact]
    public void Holes_switch_the_given_part_of_the_ink_off()
    {
        var ink = torch.full(Count, 784, 0.6f);
        var broken = Damage.Holes(ink, torch.full(Count, 0.3f), random);
        Assert.InRange(broken.eq(0).to(torch.float32).mean().item<float>(), 0.29, 0.31);
        Assert.True(broken.eq(0).logical_or(broken.eq(ink)).all().item<bool>());
    }

    [Fact]
    public void Blur_is_the_mean_of_nine_pixels_as_often_as_it_says()
    {
        var dot = torch.zeros(4, 28, 28);
        dot[.., 10, 10] = torch.tensor(0.9f);
        var blurred = Damage.Blur(dot.view(4, 784), torch.tensor(new[] { 0, 0.5f, 1, 2 })).view(4, 28, 28);
        Assert.Equal([0.9, 0.5, 0.1, 0.1], Values(blurred[.., 10, 10]), Close);
        Assert.Equal([0, 0.05, 0.1, 0.2 / 3], Values(blurred[.., 10, 11]), Close);
        Assert.Equal([0, 0, 0, 0.1 / 3], Values(blurred[.., 10, 12]), Close);
    }

    [Fact]
    public void Faintness_takes_the_given_part_of_the_brightness() =>
        Assert.Equal([0.8, 0.6, 0], Values(Damage.Faintness(torch.full(3, 784, 0.8f), torch.tensor(new[] { 0, 0.25f, 1 }))[.., 0]), Close);

    [Fact]
    public void A_shift_by_whole_pixels_moves_every_pixel_and_what_leaves_is_lost()
    {
        var pictures = torch.rand(2, 28, 28, generator: random);
        var moved = Damage.Move(pictures.view(2, 784), torch.tensor(new[] { 3f, -1 }), torch.tensor(new[] { 0f, 2 }), torch.zeros(2)).view(2, 28, 28);
        Assert.True(moved[0, .., 3..].allclose(pictures[0, .., ..25], atol: 1e-5));
        Assert.Equal(0, moved[0, .., ..3].abs().max().item<float>(), 1e-5f);
        Assert.True(moved[1, 2.., ..27].allclose(pictures[1, ..26, 1..], atol: 1e-5));
    }

    [Fact]
    public void A_quarter_turn_brings_the_right_side_up()
    {
        var picture = torch.zeros(1, 28, 28);
        picture[0, 14, 25] = torch.tensor(1f);
        var turned = Damage.Move(picture.view(1, 784), torch.zeros(1), torch.zeros(1), torch.full(1, 90f)).view(28, 28);
        Assert.Equal(1, turned[2, 14].item<float>(), 1e-4f);
        Assert.Equal(1, turned.sum().item<float>(), 1e-3f);
    }

    [Fact]
    public void No_damage_leaves_pictures_as_they_are()
    {
        var pictures = torch.rand(Count, 784, generator: random);
        var none = torch.zeros(Count);
        Assert.All(
            [Damage.Dust(pictures, none, random), Damage.Holes(pictures, none, random), Damage.Blur(pictures, none), Damage.Faintness(pictures, none)],
            same => Assert.True(same.allclose(pictures, rtol: 0, atol: 0)));
        Assert.True(Damage.Move(pictures, none, none, none).allclose(pictures, atol: 1e-5), "moved");
    }

    private static double[] Values(torch.Tensor tensor) => tensor.to(torch.float64).data<double>().ToArray();

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-6;
}
