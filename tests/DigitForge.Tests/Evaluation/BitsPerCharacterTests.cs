using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class BitsPerCharacterTests
{
    private static readonly CharacterVocabulary Letters = new("ab");

    // The counts of abba, plus one each: a 3/7, b 3/7, unknown 1/7.
    [Fact]
    public void Letter_counts_foretell_by_frequency() => Assert.Equal(
        ((-2 * Math.Log2(3.0 / 7)) - Math.Log2(1.0 / 7) + 16) / 3,
        BitsPerCharacter.Counts("abba", "ba?", Letters),
        1e-12);

    // After a, b occurs once; after b, b and a occur once each. a b: (1 + 1 x 3/7) / (1 + 1); b b: (1 + 2 x 3/7) / (2 + 2). Nothing
    // precedes the first.
    [Fact]
    public void Letter_pairs_foretell_by_what_stood_before() => Assert.Equal(
        -(Math.Log2(3.0 / 7) + Math.Log2((1 + (3.0 / 7)) / 2) + Math.Log2((1 + (6.0 / 7)) / 4)) / 3,
        BitsPerCharacter.Pairs("abba", "abb", Letters),
        1e-12);

    [Fact]
    public void The_probabilities_of_all_that_may_come_next_add_up_to_1()
    {
        var counts = new LetterCounts(Letters.Numbers("abbabaa?bb"), Letters.Count);
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(letter => counts.Probability(letter)), 1e-12);
        for (int before = 0; before < 3; before++)
            Assert.Equal(1, Enumerable.Range(0, 3).Sum(letter => counts.Probability(before, letter)), 1e-12);
    }

    [Fact]
    public void Gzip_needs_little_for_what_it_has_just_seen_and_much_for_what_is_behind_its_window()
    {
        string text = string.Concat(Enumerable.Range(0, 400).Select(i => FormattableString.Invariant($"{i * i * 7919 % 10007:x} ")));
        string other = string.Concat(Enumerable.Range(0, 12_000).Select(i => FormattableString.Invariant($"{i * 31L * i % 65_537:x}.")));
        double alone = BitsPerCharacter.Gzip(text);
        Assert.InRange(alone, 3, 6);
        Assert.InRange(BitsPerCharacter.Gzip(text, after: text), 0.01, alone / 4);
        Assert.True(other.Length > 40_000);
        Assert.InRange(BitsPerCharacter.Gzip(text, after: text + other), alone * 0.8, alone * 1.5);
        // Two characters of three bytes each, and six characters of one byte each.
        Assert.InRange(BitsPerCharacter.Gzip("数字") / BitsPerCharacter.Gzip("abcdef"), 2.5, 3.5);
    }

    // A network that predicts all tokens equally likely, whatever the length of the text and of its windows.
    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(203)]
    public void A_transformer_that_knows_nothing_needs_the_logarithm_of_the_vocabulary(int length)
    {
        using var random = TorchRuntime.Random(1);
        using var transformer = new Transformer(random, new TransformerSize(3, Context: 8, Width: 8, Layers: 1, Heads: 2));
        using (torch.no_grad())
            transformer.state_dict()["token.weight"].zero_();
        string text = string.Concat(Enumerable.Repeat('a', length));
        Assert.Equal(Math.Log2(3), BitsPerCharacter.Transformer(transformer, Letters, text), 1e-5);
        Assert.Equal(Math.Log2(3) + (16.0 / (length - 1)), BitsPerCharacter.Transformer(transformer, Letters, text[1..] + "?"), 1e-5);
    }

    [Fact]
    public void Each_character_is_foretold_once_from_at_least_half_the_context()
    {
        using var random = TorchRuntime.Random(1);
        using var scope = torch.NewDisposeScope();
        var transformer = new Transformer(random, new TransformerSize(3, Context: 8, Width: 8, Layers: 1, Heads: 2));
        using (torch.no_grad())
            transformer.state_dict()["token.weight"].mul_(40);
        string text = string.Concat(Enumerable.Range(0, 23).Select(i => "ab"[i * i % 5 % 2]));
        var tokens = Letters.Encode(text);
        double nats = 0;
        for (int place = 1; place < text.Length; place++)
        {
            // The windows begin at 0, 4, 8, ..., and the last one begins 8 tokens before the end.
            int start = place <= 8 ? 0 : place <= 20 ? (place - 5) / 4 * 4 : 14;
            var logits = transformer.call(tokens[start..place].unsqueeze(0))[0, place - start - 1];
            nats -= logits.log_softmax(0)[tokens[place].item<long>()].item<float>();
        }

        Assert.Equal(nats / Math.Log(2) / 22, BitsPerCharacter.Transformer(transformer, Letters, text), 1e-5);
        transformer.Dispose();
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        using var random = TorchRuntime.Random(1);
        using var transformer = new Transformer(random, new TransformerSize(3, Context: 8, Width: 8, Layers: 1, Heads: 2));
        static string Message(Action action) => Assert.Throws<OneSentenceException>(action).Message;
        Assert.Equal("Found an empty text, expected at least one character.", Message(() => BitsPerCharacter.Counts("ab", "", Letters)));
        Assert.Equal("Found an empty text, expected at least one character.", Message(() => BitsPerCharacter.Gzip("")));
        Assert.Equal("Found a text of 1 characters, expected at least 2.", Message(() => BitsPerCharacter.Transformer(transformer, Letters, "a")));
        Assert.Equal("Found a vocabulary of 4 tokens, expected 3, as the network has.", Message(() => BitsPerCharacter.Transformer(transformer, new CharacterVocabulary("abc"), "ab")));
    }

    [Fact]
    public void Measuring_leaves_no_live_tensor_behind()
    {
        using var random = TorchRuntime.Random(1);
        using var transformer = new Transformer(random, new TransformerSize(3, Context: 8, Width: 8, Layers: 1, Heads: 2));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        BitsPerCharacter.Transformer(transformer, Letters, string.Concat(Enumerable.Repeat("ab", 100)));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
