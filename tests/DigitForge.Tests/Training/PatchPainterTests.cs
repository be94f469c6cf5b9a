using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class PatchPainterTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly PatchPainter painter;

    public PatchPainterTests()
    {
        using var digits = Digits.Part(0, 50);
        using var every = torch.arange(50);
        using var pictures = digits.Batch(every);
        var codebook = PatchCodebook.Fit(pictures, 16, random, rounds: 2);
        painter = new PatchPainter(new Transformer(random, PatchPainter.SizeFor(codebook) with { Width = 8, Layers = 1, Heads = 2 }), codebook);
    }

    public void Dispose()
    {
        painter.Dispose();
        random.Dispose();
    }

    [Fact]
    public void A_sequence_is_a_digits_name_and_its_words()
    {
        using var digits = Digits.Part(0, 1_200);
        using var sequences = PatchPainter.Sequences(painter.Codebook, digits);
        Assert.Equal((1_200, 50), (sequences.Count, sequences.Length));
        Assert.Equal("part of MNIST in 16 words: 1,200 sequences of 50 tokens", sequences.ToString());
        using var scope = torch.NewDisposeScope();
        var expected = torch.cat([(digits.Labels + 16).unsqueeze(1), painter.Codebook.Encode(digits.Batch(torch.arange(1_200)))], dim: 1);
        var known = expected.data<long>().ToArray().Chunk(50).Select(row => string.Join(' ', row)).ToHashSet();
        var batch = sequences.RandomBatch(100, random);
        Assert.All(batch.data<long>().ToArray().Chunk(50), row => Assert.Contains(string.Join(' ', row), known));
    }

    [Fact]
    public void It_draws_pictures_out_of_words_alone_and_the_same_seed_draws_the_same()
    {
        using var scope = torch.NewDisposeScope();
        var labels = torch.arange(1_005) % 10;
        torch.Tensor Draw(int seed)
        {
            using var own = TorchRuntime.Random(seed);
            return painter.Draw(labels, own);
        }

        var pictures = Draw(1);
        Assert.Equal([1_005, 784], pictures.shape);
        Assert.InRange(pictures.min().item<float>(), 0, 0);
        Assert.InRange(pictures.max().item<float>(), 0.1f, 1);
        Assert.True(pictures.allclose(Draw(1), rtol: 0, atol: 0));
        Assert.False(pictures.allclose(Draw(2)));
        var words = painter.Write(labels[..20], random, new Sampling { Temperature = 100 });
        Assert.Equal([20, 49], words.shape);
        Assert.Equal((0, 15), (words.min().item<long>(), words.max().item<long>()));
    }

    [Fact]
    public void A_name_is_a_prompt_that_changes_what_is_drawn()
    {
        using var scope = torch.NewDisposeScope();
        // In an untrained network all tokens are about equally likely, so this makes their embeddings differ more.
        using (torch.no_grad())
            painter.Transformer.state_dict()["token.weight"].mul_(100);
        var likeliest = new Sampling { Temperature = 0 };
        string[] drawn = [.. painter.Write(torch.arange(10), random, likeliest).data<long>().ToArray().Chunk(49).Select(row => string.Join(' ', row))];
        Assert.InRange(drawn.Distinct().Count(), 3, 10);
    }

    [Fact]
    public void Network_and_codebook_survive_their_files()
    {
        using var folder = new TemporaryFolder();
        painter.Save(folder.File("network.safetensors"));
        painter.Codebook.SaveWeights(folder.File("words.safetensors"));
        using var loaded = PatchPainter.Load(folder.File("network.safetensors"), folder.File("words.safetensors"));
        Assert.Equal(painter.Transformer.Size, loaded.Transformer.Size);
        Assert.Equal(Weights.Read(painter.Transformer), Weights.Read(loaded.Transformer));
        Assert.Equal(Weights.Read(painter.Codebook), Weights.Read(loaded.Codebook));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        static string Message(Func<object> made) => Assert.ThrowsAny<OneSentenceException>(made).Message;
        using var wider = new PatchCodebook(17);
        Assert.Equal(
            "Found a transformer with 26 tokens and a context of 49, expected 27 and at least 49.",
            Message(() => new PatchPainter(painter.Transformer, wider)));
        const string expected = "expected Int64 of the shape [N], each 0 to 9.";
        Assert.Equal($"Found labels as Int64 of the shape [2], {expected}", Message(() => painter.Draw(torch.tensor(new long[] { 3, 10 }), random)));
        Assert.Equal($"Found labels as Float32 of the shape [2], {expected}", Message(() => painter.Draw(torch.zeros(2), random)));
        Assert.Equal($"Found labels as Int64 of the shape [0], {expected}", Message(() => painter.Draw(torch.zeros(0, dtype: torch.int64), random)));

        painter.Save(folder.File("network.safetensors"));
        Assert.Equal(
            "network.safetensors: found other tensors in it, expected the words of a codebook.",
            Message(() => PatchPainter.LoadCodebook(folder.File("network.safetensors"))));
        wider.SaveWeights(folder.File("wider.safetensors"));
        Assert.Equal(
            "Found a transformer with 26 tokens and a context of 49, expected 27 and at least 49.",
            Message(() => PatchPainter.Load(folder.File("network.safetensors"), folder.File("wider.safetensors"))));
    }

    [Fact]
    public void Loading_and_drawing_leave_no_live_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var digits = Digits.Part(0, 10);
        painter.Save(folder.File("network.safetensors"));
        painter.Codebook.SaveWeights(folder.File("words.safetensors"));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loaded = PatchPainter.Load(folder.File("network.safetensors"), folder.File("words.safetensors")))
            loaded.Draw(digits.Labels, random).Dispose();
        PatchPainter.Sequences(painter.Codebook, digits).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
