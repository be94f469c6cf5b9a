using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Data;

/// <summary>Token sequences of equal length to train on: windows of a text, or rows that are complete in themselves.</summary>
/// <remarks>Owns its tensors: dispose it when the sequences are no longer needed.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class TokenSequences : IDisposable
{
    private readonly torch.Tensor tokens;
    private readonly torch.Tensor rows;

    private TokenSequences(torch.Tensor tokens, torch.Tensor rows, string name)
    {
        this.tokens = tokens.DetachFromDisposeScope();
        this.rows = rows.DetachFromDisposeScope();
        Name = name;
    }

    /// <summary>What the sequences are, for messages and checkpoints.</summary>
    public string Name { get; }

    /// <summary>The number of different sequences.</summary>
    public int Count => (int)rows.shape[0];

    /// <summary>The number of tokens in a sequence.</summary>
    public int Length => (int)rows.shape[1];

    /// <summary>The largest token.</summary>
    internal long Largest
    {
        get
        {
            using var largest = tokens.max();
            return largest.item<long>();
        }
    }

    /// <summary>Creates a sequence for each window of a text; each window begins one token after the previous one.</summary>
    /// <param name="text">int64 [N]; it is copied.</param>
    /// <param name="length">The number of tokens in a window: one more than the network's context, because the last token is only a target.</param>
    /// <param name="name">What the text is, for messages.</param>
    /// <exception cref="OneSentenceException">The length is below 2, or the text is shorter than the length.</exception>
    public static TokenSequences FromText(torch.Tensor text, int length, string name)
    {
        RequireLength(length);
        if (text.dtype != torch.int64 || text.dim() != 1 || text.shape[0] < length)
            throw new OneSentenceException($"{name}: found tokens as {text.dtype} of the shape [{ShapeText.Join(text.shape)}], expected Int64 of the shape [N] with at least {length} tokens.");
        using var scope = torch.NewDisposeScope();
        var copy = text.clone();
        return new TokenSequences(copy, copy.unfold(0, length, 1), name);
    }

    /// <summary>Creates sequences from rows that are complete in themselves, such as pictures encoded as words.</summary>
    /// <param name="rows">int64 [N, length]; they are copied.</param>
    /// <param name="name">What the rows are, for messages.</param>
    /// <exception cref="OneSentenceException">There are no rows, they have another shape, or they have fewer than 2 tokens each.</exception>
    public static TokenSequences FromRows(torch.Tensor rows, string name)
    {
        if (rows.dtype != torch.int64 || rows.dim() != 2 || rows.numel() == 0)
            throw new OneSentenceException($"{name}: found tokens as {rows.dtype} of the shape [{ShapeText.Join(rows.shape)}], expected Int64 of the shape [N, length].");
        RequireLength((int)rows.shape[1]);
        using var scope = torch.NewDisposeScope();
        var copy = rows.clone();
        return new TokenSequences(copy, copy.alias(), name);
    }

    /// <summary>Draws sequences at random, with replacement.</summary>
    /// <param name="size">The batch size: B.</param>
    /// <param name="random">The random number generator.</param>
    /// <returns>int64 [B, length]; the caller owns it.</returns>
    public torch.Tensor RandomBatch(int size, torch.Generator random)
    {
        using var indices = torch.randint(Count, [size], dtype: torch.int64, generator: random);
        return rows.index_select(0, indices);
    }

    /// <summary>The description of the data that a checkpoint stores. It is the same in every language.</summary>
    internal string Identity => FormattableString.Invariant($"{Name}: {Count:N0} sequences of {Length} tokens");

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Name}: {Count:N0} sequences of {Length} tokens");

    /// <inheritdoc/>
    public void Dispose()
    {
        rows.Dispose();
        tokens.Dispose();
    }

    private static void RequireLength(int length) => Setting.Require(length >= 2, "The length of a sequence", length, "at least 2: a token, and the one that comes next");
}
