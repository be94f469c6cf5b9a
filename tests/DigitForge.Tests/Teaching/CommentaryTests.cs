using DigitForge.Teaching;
using DigitForge.Training;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class CommentaryTests
{
    [Theory]
    [InlineData(0, 1f, true, "Nothing has been learned yet")]
    [InlineData(500, 0.998f, true, "The discriminator is winning: it spots 100 % of the fakes")]
    [InlineData(500, 0.2f, true, "The generator is winning: the discriminator spots only 20 % of the fakes")]
    [InlineData(500, 0.6f, true, "An even game: the discriminator spots 60 % of the fakes and 55 % of the real digits")]
    [InlineData(500, 0.82f, true, "The discriminator is ahead: it spots 82 % of the fakes and 55 % of the real digits")]
    [InlineData(500, 0.01f, false, "The discriminator never learns")]
    public void It_says_who_is_winning(int iteration, float accuracyOnFake, bool learns, string beginning) => Assert.StartsWith(
        beginning, Commentary.On(new IterationRecord(0.1f, 0.55f, accuracyOnFake, 5f), iteration, learns), StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN, 1f, true)]
    [InlineData(1f, float.NaN, true)]
    [InlineData(float.PositiveInfinity, 1f, true)]
    [InlineData(1f, float.NegativeInfinity, false)]
    public void Losses_that_are_no_numbers_mean_that_the_training_has_diverged(float discriminatorLoss, float generatorLoss, bool learns) => Assert.StartsWith(
        "The training has diverged: its losses are no longer finite numbers",
        Commentary.On(new IterationRecord(discriminatorLoss, 0, 1, generatorLoss), 500, learns),
        StringComparison.Ordinal);

    [Fact]
    public void So_do_those_of_an_autoencoder()
    {
        Assert.StartsWith("The training has diverged", Commentary.On(new ElboRecord(float.NaN, 1), 500), StringComparison.Ordinal);
        Assert.StartsWith("The training has diverged", Commentary.On(new ElboRecord(100, float.PositiveInfinity), 500), StringComparison.Ordinal);
        Assert.StartsWith("A picture costs 100 nats to rebuild", Commentary.On(new ElboRecord(100, 1), 500), StringComparison.Ordinal);
    }

    [Fact]
    public void And_those_of_a_flow_network()
    {
        Assert.StartsWith("The training has diverged", Commentary.On(new FlowRecord(float.NaN), 500), StringComparison.Ordinal);
        Assert.StartsWith("The velocity of a pixel is off by 0.40.", Commentary.On(new FlowRecord(0.16f), 500), StringComparison.Ordinal);
        Assert.StartsWith("Nothing has been learned yet", Commentary.On(default(FlowRecord), 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transformers_bits_are_said_as_a_choice()
    {
        Assert.StartsWith("Nothing has been learned yet", Commentary.On(new TokenRecord(0), 0), StringComparison.Ordinal);
        Assert.Equal(
            "A token costs 3.00 bits, as much as a choice among 8.0 that are equally likely.",
            Commentary.On(new TokenRecord((float)(3 * Math.Log(2))), 500));
        Assert.StartsWith("The training has diverged", Commentary.On(new TokenRecord(float.NaN), 500), StringComparison.Ordinal);
    }
}
