using System.IO.Compression;
using System.Text;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// The number of bits that a model needs per character of a text that it has not seen. A better prediction needs fewer bits. The measure is the same
/// for a language model and for a compression program (Shannon 1951, "Prediction and entropy of printed English").
/// </summary>
/// <remarks>
/// A model that assigns the next character the probability p needs -log2 p bits for it. A character outside the vocabulary costs the bits of
/// the unknown token, plus 16 bits to spell the character out. A character is a Unicode code point.
/// </remarks>
public static class BitsPerCharacter
{
    private const double BitsOfUnknown = 16;

    // The number of windows of a text that pass through a transformer at once.
    private const int BlockSize = 16;

    /// <summary>Bits per character of letter counts: a character's probability is its frequency in the training text, whatever precedes it.</summary>
    /// <param name="training">The text to count in.</param>
    /// <param name="text">The text to measure.</param>
    /// <param name="vocabulary">The characters that have their own tokens.</param>
    /// <exception cref="OneSentenceException">The text is empty.</exception>
    public static double Counts(string training, string text, CharacterVocabulary vocabulary)
    {
        var counts = new LetterCounts(vocabulary.Numbers(training), vocabulary.Count);
        return Mean(vocabulary, text, (_, now) => counts.Probability(now));
    }

    /// <summary>
    /// Bits per character of letter pairs: a character's probability is its frequency in the training text after the preceding character.
    /// </summary>
    /// <inheritdoc cref="Counts"/>
    public static double Pairs(string training, string text, CharacterVocabulary vocabulary)
    {
        var counts = new LetterCounts(vocabulary.Numbers(training), vocabulary.Count);
        return Mean(vocabulary, text, (before, now) => before is { } known ? counts.Probability(known, now) : counts.Probability(now));
    }

    /// <summary>
    /// Bits per character of gzip, which replaces a repetition of the last 32 kilobytes by a reference, and encodes the rest so that
    /// frequent bytes have shorter codes.
    /// </summary>
    /// <param name="text">The text to measure, as UTF-8.</param>
    /// <param name="after">A text that is compressed before it and whose own size does not count; null for none.</param>
    /// <exception cref="OneSentenceException">The text is empty.</exception>
    public static double Gzip(string text, string? after = null)
    {
        RequireText(text);
        long bytes = after is null ? Size(text) : Size(after + text) - Size(after);
        return 8.0 * bytes / text.EnumerateRunes().Count();

        static long Size(string text)
        {
            using var file = new MemoryStream();
            using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
                gzip.Write(Encoding.UTF8.GetBytes(text));
            return file.Length;
        }
    }

    /// <summary>
    /// Bits per character of a transformer. Every character except the first ones is predicted from at least half of the network's context.
    /// </summary>
    /// <param name="transformer">The network.</param>
    /// <param name="vocabulary">The vocabulary that it was trained with.</param>
    /// <param name="text">The text to measure. Its first character has nothing before it and does not count.</param>
    /// <exception cref="OneSentenceException">The text has fewer than two characters, or the vocabulary belongs to another network.</exception>
    public static double Transformer(Transformer transformer, CharacterVocabulary vocabulary, string text)
    {
        long[] tokens = vocabulary.Numbers(text);
        if (tokens.Length < 2)
            throw new OneSentenceException($"Found a text of {tokens.Length} characters, expected at least 2.");
        if (vocabulary.Count != transformer.Size.Vocabulary)
            throw new OneSentenceException($"Found a vocabulary of {vocabulary.Count} tokens, expected {transformer.Size.Vocabulary}, as the network has.");

        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var all = torch.tensor(tokens, dtype: torch.int64);
        int window = Math.Min(transformer.Size.Context, tokens.Length - 1), step = Math.Max(1, window / 2);
        double nats = Score(all.narrow(0, 0, window + 1).unsqueeze(0), window);
        long done = window;
        // Full windows. Each overlaps the previous one by half, and only its second half is scored.
        long whole = (tokens.Length - 1 - window) / step;
        foreach (var (start, length) in Blocks.Split(whole, BlockSize))
        {
            using var block = torch.NewDisposeScope();
            var rows = all.narrow(0, step, tokens.Length - step).unfold(0, window + 1, step);
            nats += Score(rows.narrow(0, start, length), step);
            done += length * step;
        }

        int rest = (int)(tokens.Length - 1 - done);
        if (rest > 0)
            nats += Score(all.narrow(0, tokens.Length - 1 - window, window + 1).unsqueeze(0), rest);
        return ((nats / Math.Log(2)) + (BitsOfUnknown * tokens.Skip(1).Count(token => token == vocabulary.Unknown))) / (tokens.Length - 1);

        // -ln p of the last tokens of each row, in nats.
        double Score(torch.Tensor rows, int last)
        {
            using var inner = torch.NewDisposeScope();
            var logits = transformer.call(rows.narrow(1, 0, rows.shape[1] - 1)).narrow(1, rows.shape[1] - 1 - last, last);
            var next = rows.narrow(1, rows.shape[1] - last, last);
            return torch.nn.functional.cross_entropy(logits.flatten(0, 1), next.reshape(-1), reduction: torch.nn.Reduction.Sum).item<float>();
        }
    }

    private static double Mean(CharacterVocabulary vocabulary, string text, Func<long?, long, double> probability)
    {
        RequireText(text);
        double bits = 0;
        long? before = null;
        long[] tokens = vocabulary.Numbers(text);
        foreach (long now in tokens)
        {
            bits -= Math.Log2(probability(before, now));
            if (now == vocabulary.Unknown)
                bits += BitsOfUnknown;
            before = now;
        }

        return bits / tokens.Length;
    }

    private static void RequireText(string text)
    {
        if (text.Length == 0)
            throw new OneSentenceException("Found an empty text, expected at least one character.");
    }
}

/// <summary>Counts the letters and letter pairs of a text.</summary>
/// <param name="tokens">The text's tokens.</param>
/// <param name="vocabulary">The number of different tokens.</param>
internal sealed class LetterCounts(long[] tokens, int vocabulary)
{
    private readonly Dictionary<long, int> single = tokens.CountBy(token => token).ToDictionary();
    private readonly Dictionary<long, Dictionary<long, int>> behind = tokens.Zip(tokens.Skip(1))
        .GroupBy(pair => pair.First, pair => pair.Second)
        .ToDictionary(group => group.Key, group => group.CountBy(token => token).ToDictionary());

    /// <summary>The probability of a letter. Each letter is counted once more than it occurs, so that none has probability 0.</summary>
    public double Probability(long letter) => (single.GetValueOrDefault(letter) + 1.0) / (tokens.Length + vocabulary);

    /// <summary>
    /// The probability of a letter after another one. A letter that was followed by many different letters is more likely to be followed by
    /// a new one: Witten and Bell 1991, "The zero-frequency problem", IEEE Transactions on Information Theory 37(4).
    /// </summary>
    public double Probability(long before, long letter)
    {
        if (!behind.TryGetValue(before, out var counts))
            return Probability(letter);
        double followers = counts.Count, pairs = counts.Values.Sum();
        return (counts.GetValueOrDefault(letter) + (followers * Probability(letter))) / (pairs + followers);
    }
}
