using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class RandomShiftTests
{
    [Fact]
    public void A_dot_goes_to_every_place_within_reach_and_nowhere_else()
    {
        using var scope = torch.NewDisposeScope();
        var random = TorchRuntime.Random(1);
        var pictures = torch.zeros(500, 28, 28);
        pictures.select(1, 10).select(1, 20).fill_(1);

        var shifted = RandomShift.Apply(pictures, 2, random);

        Assert.Equal([500, 28, 28], shifted.shape);
        var places = shifted.nonzero().data<long>().ToArray().Chunk(3).ToList();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), places.Select(place => place[0]));
        var all = from row in Enumerable.Range(8, 5) from column in Enumerable.Range(18, 5) select ((long)row, (long)column);
        Assert.Equal(all, places.Select(place => (place[1], place[2])).Distinct().Order());
    }

    [Fact]
    public void What_leaves_the_picture_is_gone_and_background_moves_in()
    {
        using var scope = torch.NewDisposeScope();
        var sums = RandomShift.Apply(torch.ones(200, 28, 28), 2, TorchRuntime.Random(1)).sum([1, 2]).data<float>().ToArray();
        var sides = new[] { 26, 27, 28 };
        Assert.Equal(sides.SelectMany(_ => sides, (a, b) => (float)(a * b)).Distinct().Order(), sums.Distinct().Order());
    }
}
