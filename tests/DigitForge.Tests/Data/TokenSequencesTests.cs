using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class TokenSequencesTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose() => random.Dispose();

    [Fact]
    public void A_text_is_every_piece_of_it()
    {
        using var text = torch.arange(10);
        using var pieces = TokenSequences.FromText(text, length: 4, "ten");
        Assert.Equal((7, 4, 9L), (pieces.Count, pieces.Length, pieces.Largest));
        Assert.Equal("ten: 7 sequences of 4 tokens", pieces.ToString());
        using var batch = pieces.RandomBatch(200, random);
        long[][] rows = [.. batch.data<long>().ToArray().Chunk(4)];
        Assert.All(rows, row => Assert.Equal([row[0], row[0] + 1, row[0] + 2, row[0] + 3], row));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], rows.Select(row => row[0]).Distinct().Order());
    }

    [Fact]
    public void Rows_stay_whole_whatever_happens_to_the_tensor_that_they_came_from()
    {
        using var tokens = torch.tensor(new long[,] { { 1, 2 }, { 3, 4 } });
        using var sequences = TokenSequences.FromRows(tokens, "two");
        tokens.zero_();
        using var batch = sequences.RandomBatch(50, random);
        Assert.Equal(["1 2", "3 4"], batch.data<long>().ToArray().Chunk(2).Select(row => $"{row[0]} {row[1]}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_no_sequence_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        static string Message(Action action) => Assert.Throws<OneSentenceException>(action).Message;
        Assert.Equal(
            "short: found tokens as Int64 of the shape [3], expected Int64 of the shape [N] with at least 4 tokens.",
            Message(() => TokenSequences.FromText(torch.arange(3), 4, "short")));
        Assert.Equal("The length of a sequence is 1; expected at least 2: a token, and the one that comes next.", Message(() => TokenSequences.FromText(torch.arange(3), 1, "short")));
        Assert.Equal("none: found tokens as Int64 of the shape [0, 5], expected Int64 of the shape [N, length].", Message(() => TokenSequences.FromRows(torch.zeros(0, 5, dtype: torch.int64), "none")));
        Assert.Equal("wrong: found tokens as Float32 of the shape [2, 5], expected Int64 of the shape [N, length].", Message(() => TokenSequences.FromRows(torch.zeros(2, 5), "wrong")));
    }

    [Fact]
    public void Using_them_leaves_no_live_tensor_behind()
    {
        using var text = torch.arange(10);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var pieces = TokenSequences.FromText(text, 4, "ten"))
            pieces.RandomBatch(3, random).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
