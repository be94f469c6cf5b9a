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
    [InlineData(500, 0.01f, false, "The discriminator never learns")]
    public void It_says_who_is_winning(int iteration, float accuracyOnFake, bool learns, string beginning) => Assert.StartsWith(
        beginning, Commentary.On(new IterationRecord(0.1f, 0.55f, accuracyOnFake, 5f), iteration, learns), StringComparison.Ordinal);
}
