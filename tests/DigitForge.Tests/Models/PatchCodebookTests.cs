using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class PatchCodebookTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly torch.Tensor pictures;

    public PatchCodebookTests()
    {
        using var digits = Digits.Part(0, 200);
        using var every = torch.arange(200);
        pictures = digits.Batch(every);
    }

    public void Dispose()
    {
        pictures.Dispose();
        random.Dispose();
    }

    [Fact]
    public void Each_patch_becomes_the_word_that_is_most_like_it()
    {
        using var codebook = PatchCodebook.Fit(pictures, 20, random, rounds: 3);
        using var scope = torch.NewDisposeScope();
        var tokens = codebook.Encode(pictures[..3]);
        Assert.Equal([3, 49], tokens.shape);
        float[][] words = [.. codebook.Words.data<float>().ToArray().Chunk(16)];
        float[][] pixels = [.. pictures[..3].contiguous().data<float>().ToArray().Chunk(784)];
        long[][] found = [.. tokens.data<long>().ToArray().Chunk(49)];
        float[][] rebuilt = [.. codebook.Decode(tokens).data<float>().ToArray().Chunk(784)];
        for (int i = 0; i < 3; i++)
        {
            for (int place = 0; place < 49; place++)
            {
                float[] patch = Patch(pixels[i], place);
                float[] distances = [.. words.Select(word => word.Zip(patch, (a, b) => (a - b) * (a - b)).Sum())];
                Assert.Equal(distances.Min(), distances[found[i][place]], 1e-4);
                Assert.Equal(words[found[i][place]], Patch(rebuilt[i], place));
            }
        }

        static float[] Patch(float[] picture, int place) =>
            [.. Enumerable.Range(0, 16).Select(i => picture[(((place / 7 * 4) + (i / 4)) * 28) + (place % 7 * 4) + (i % 4)])];
    }

    [Fact]
    public void The_empty_patch_has_a_word_of_its_own()
    {
        using var codebook = PatchCodebook.Fit(pictures, 8, random);
        using var scope = torch.NewDisposeScope();
        Assert.Equal(0, codebook.Words[0].abs().max().item<float>());
        Assert.True(codebook.Words[1..].sum([1]).min().item<float>() > 0);
        var empty = torch.zeros(1, 784);
        Assert.Equal(new long[49], codebook.Encode(empty).data<long>().ToArray());
        Assert.True(codebook.call(empty).allclose(empty, rtol: 0, atol: 0));
    }

    [Fact]
    public void More_words_and_more_rounds_rebuild_better()
    {
        double few = Error(words: 16, rounds: 10), many = Error(words: 128, rounds: 10), rough = Error(words: 128, rounds: 1);
        Assert.True(many < 0.6 * few, $"{many} {few}");
        Assert.True(many < 0.95 * rough, $"{many} {rough}");

        double Error(int words, int rounds)
        {
            using var codebook = PatchCodebook.Fit(pictures, words, random, rounds);
            using var scope = torch.NewDisposeScope();
            return (codebook.call(pictures) - pictures).square().mean().item<float>();
        }
    }

    [Fact]
    public void It_survives_a_file_and_the_same_seed_gives_the_same_words()
    {
        using var folder = new TemporaryFolder();
        using var sameRandom = TorchRuntime.Random(1);
        using var codebook = PatchCodebook.Fit(pictures, 16, random, rounds: 2);
        using var same = PatchCodebook.Fit(pictures, 16, sameRandom, rounds: 2);
        Assert.Equal(Weights.Read(codebook), Weights.Read(same));
        using var loaded = new PatchCodebook(16);
        codebook.SaveWeights(folder.File("words.safetensors"));
        loaded.LoadWeights(folder.File("words.safetensors"));
        Assert.Equal(Weights.Read(codebook), Weights.Read(loaded));
        Assert.Equal("A codebook of 16 words, each a patch of 4 x 4 pixels", loaded.ToString());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        using var codebook = new PatchCodebook(4);
        static string Message(Func<object> made) => Assert.Throws<OneSentenceException>(made).Message;
        Assert.Equal("Found pictures as Float32 of the shape [2, 100], expected Float32 of the shape [N, 784].", Message(() => codebook.Encode(torch.zeros(2, 100))));
        Assert.Equal("Found words as Int64 of the shape [2, 48], expected Int64 of the shape [N, 49].", Message(() => codebook.Decode(torch.zeros(2, 48, dtype: torch.int64))));
        Assert.Equal("Found words from 4 to 4, expected 0 to 3.", Message(() => codebook.Decode(torch.full([1, 49], 4, dtype: torch.int64))));
        Assert.Equal("The number of words is 0; expected at least 1.", Message(() => new PatchCodebook(0)));
        Assert.Equal("The number of rounds is 0; expected at least 1.", Message(() => PatchCodebook.Fit(pictures, 4, random, rounds: 0)));
        Assert.Equal("Found 0 different patches with ink, expected at least 3: one for each word but the empty one.", Message(() => PatchCodebook.Fit(torch.zeros(2, 784), 4, random)));
        Assert.Equal("Found 1 different patches with ink, expected at least 3: one for each word but the empty one.", Message(() => PatchCodebook.Fit(torch.ones(2, 784), 4, random)));
    }

    [Fact]
    public void Using_it_leaves_no_live_tensor_behind()
    {
        using (var warm = PatchCodebook.Fit(pictures, 8, random, rounds: 1))
            warm.call(pictures).Dispose();
        using var one = pictures[..1];
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var codebook = PatchCodebook.Fit(pictures, 8, random, rounds: 1))
            codebook.call(pictures).Dispose();
        Assert.Throws<OneSentenceException>(() => PatchCodebook.Fit(one, 4_000, random));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
