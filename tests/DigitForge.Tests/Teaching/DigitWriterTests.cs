using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class DigitWriterTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly ConvGenerator generator;
    private readonly DigitWriter writer;

    public DigitWriterTests()
    {
        generator = new ConvGenerator(random, labelCount: 10);
        writer = new DigitWriter(generator);
    }

    public void Dispose()
    {
        generator.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_asks_the_generator_for_each_digit()
    {
        using var scope = torch.NewDisposeScope();
        var drawn = writer.Draw("7 07", seed: 3);
        var noise = torch.randn(4, 64, generator: TorchRuntime.Random(3));
        generator.eval();
        var expected = generator.Draw(noise, torch.tensor(new long[] { 7, 0, 0, 7 }));
        Assert.Equal([4, 784], drawn.shape);
        foreach (int place in new[] { 0, 2, 3 })
            Assert.Equal(expected[place].data<float>().ToArray(), drawn[place].data<float>().ToArray());
        Assert.Equal(0, drawn[1].sum().item<float>());
    }

    [Fact]
    public void Signs_are_ruled_evenly_in_the_middle()
    {
        using var scope = torch.NewDisposeScope();
        var signs = writer.Draw("+-").view(2, 28, 28);
        var (plus, minus) = (signs[0], signs[1]);
        Assert.Equal(14 * 2, minus.sum().item<float>());
        Assert.Equal((14 * 2 * 2) - (2 * 2), plus.sum().item<float>());
        Assert.True(plus.equal(plus.t()).all().item<bool>());
        Assert.True(signs.equal(signs.flip([1, 2])).all().item<bool>());
    }

    [Fact]
    public void The_seed_decides_and_without_variation_it_does_not_matter()
    {
        Assert.Equal(Pixels("20", seed: 1, variation: 1), Pixels("20", seed: 1, variation: 1));
        Assert.NotEqual(Pixels("20", seed: 1, variation: 1), Pixels("20", seed: 2, variation: 1));
        Assert.Equal(Pixels("20", seed: 1, variation: 0), Pixels("20", seed: 2, variation: 0));

        float[] Pixels(string text, int seed, double variation)
        {
            using var drawn = writer.Draw(text, seed, variation);
            return drawn.data<float>().ToArray();
        }
    }

    [Fact]
    public void The_text_becomes_one_row_with_the_text_above()
    {
        var row = writer.Write("+44 20 7946");
        Assert.Equal(11, row.Count);
        Assert.Equal((11 * 58) + 2, row.Width);
        Assert.Equal("+44 20 7946", row.Title);
    }

    [Theory]
    [InlineData("", "The text has 0 characters; expected 1 to 40.")]
    [InlineData("01234567890123456789012345678901234567890", "The text has 41 characters; expected 1 to 40.")]
    [InlineData("12a", "Found 'a' as character 3 of \"12a\"; expected digits, spaces and the signs + and -.")]
    [InlineData("\u0663", "Found '\u0663' as character 1 of \"\u0663\"; expected digits, spaces and the signs + and -.")]
    public void Other_texts_are_refused_in_one_sentence(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<DigitTextException>(() => writer.Write(text)).Message);

    [Theory]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void The_variation_has_to_be_a_number_from_0(double variation) =>
        Assert.EndsWith("expected 0 or more.", Assert.Throws<DigitTextException>(() => writer.Write("7", variation: variation)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_generator_without_the_ten_digits_is_refused()
    {
        using var plain = new ConvGenerator(random);
        Assert.Equal(
            "Found a ConvGenerator with 0 labels, expected one with 10: one for each digit.",
            Assert.Throws<OneSentenceException>(() => new DigitWriter(plain)).Message);
    }

    [Fact]
    public void Writing_leaves_no_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        writer.Write("+1 23-4");
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
