using DigitForge.Checkpoints;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class TextModelTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly TextModel model;

    public TextModelTests() => model = new TextModel(
        new Transformer(random, new TransformerSize(6, Context: 8, Width: 12, Layers: 2, Heads: 3)),
        new CharacterVocabulary("\n \"数😀"));

    public void Dispose()
    {
        model.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_writes_characters_of_its_vocabulary_and_the_same_seed_writes_the_same()
    {
        string Write(int seed)
        {
            using var own = TorchRuntime.Random(seed);
            return model.Write("数?", 300, own, new Sampling { Temperature = 10 });
        }

        Assert.Equal(300, Write(1).EnumerateRunes().Count());
        Assert.Equal("\n \"数😀".EnumerateRunes().Order(), Write(1).EnumerateRunes().Distinct().Order());
        Assert.Equal(Write(1), Write(1));
        Assert.NotEqual(Write(1), Write(2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_keeps_the_size_and_the_vocabulary(bool halfPrecision)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("text.safetensors");
        model.Save(path, halfPrecision);
        using var loaded = TextModel.Load(path);
        Assert.Equal(model.Transformer.Size, loaded.Transformer.Size);
        Assert.Equal(model.Vocabulary.Characters, loaded.Vocabulary.Characters);
        Assert.Equal(Weights.Read(model.Transformer), Weights.Read(loaded.Transformer), Tolerance.Within(halfPrecision ? 1e-3f : 0));
        Assert.Equal("A model of text: 6 tokens, a context of 8, 2 layers of width 12 with 3 heads each", loaded.ToString());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var folder = new TemporaryFolder();
        static string Message(Func<object> made) => Assert.ThrowsAny<OneSentenceException>(made).Message;
        Assert.Equal("Found a vocabulary of 3 tokens, expected 6, as the network has.", Message(() => new TextModel(model.Transformer, new CharacterVocabulary("ab"))));
        Assert.Equal("Found an empty prompt, expected at least one character: the network needs something to continue.", Message(() => model.Write("", 3, random)));

        model.Transformer.SaveWeights(folder.File("bare.safetensors"));
        Assert.Equal("bare.safetensors: found other tensors or metadata in it, expected the weights of a transformer.", Message(() => TextModel.Load(folder.File("bare.safetensors"))));
        model.Transformer.SaveWeights(folder.File("heads.safetensors"), metadata: new Dictionary<string, string> { ["heads"] = "5" });
        Assert.Equal("heads.safetensors: Width is 12; expected a multiple of the 5 heads.", Message(() => TextModel.Load(folder.File("heads.safetensors"))));
        model.Transformer.SaveWeights(folder.File("mute.safetensors"), metadata: new Dictionary<string, string> { ["heads"] = "3" });
        Assert.Equal("mute.safetensors: found no vocabulary in it, expected the weights of a model of text.", Message(() => TextModel.Load(folder.File("mute.safetensors"))));
    }

    [Fact]
    public void Loading_and_writing_leave_no_live_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        model.Save(folder.File("text.safetensors"));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var loaded = TextModel.Load(folder.File("text.safetensors")))
            loaded.Write("数", 20, random);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
