using DigitForge.Evaluation;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class NearestTextTests
{
    [Theory]
    [InlineData("the cat sat", "a cat sat down", " cat sat", 3, 1)]
    [InlineData("xyz", "abc", "", 0, 0)]
    [InlineData("", "abc", "", 0, 0)]
    [InlineData("abc", "abc", "abc", 0, 0)]
    [InlineData("ab cd", "cd ab", "ab", 0, 3)]
    [InlineData("数字是画出来的", "画出来的数字", "画出来的", 3, 0)]
    public void The_longest_piece_is_found(string written, string training, string text, int start, int place) =>
        Assert.Equal(new NearestText(text, start, place), NearestText.Find(written, training));

    [Fact]
    public void It_is_what_comparing_every_pair_gives()
    {
        var random = new Random(1);
        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "abc"[random.Next(3)]));
        for (int round = 0; round < 20; round++)
        {
            string written = Letters(60), training = Letters(200);
            int longest = Enumerable.Range(0, 60).SelectMany(start => Enumerable.Range(1, 60 - start).Select(length => written.Substring(start, length)))
                .Where(piece => training.Contains(piece, StringComparison.Ordinal)).Max(piece => piece.Length);
            var nearest = NearestText.Find(written, training);
            Assert.Equal(longest, nearest.Length);
            Assert.Equal(nearest.Text, written.Substring(nearest.Start, nearest.Length));
            Assert.Equal(nearest.Text, training.Substring(nearest.Place, nearest.Length));
        }
    }

    [Fact]
    public void A_line_of_it_is_one_line() => Assert.Equal(
        "3 characters occur word for word in the training text: a b",
        new NearestText("a\nb", 0, 0).ToString());
}
