using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

/// <summary>A transformer that learns to draw: its run has samples.</summary>
public sealed class TokenTrainerTests : PictureTrainerTests<TokenRecord>
{
    [Fact]
    public void The_loss_falls_from_chance_to_less_than_half_of_it_in_a_hundred_iterations()
    {
        using var run = new PaintingFixture(batchSize: 16);
        run.Run.Train(100);
        Assert.Equal(Math.Log2(26), run.Run.History.Records[0].BitsPerToken, 0.2);
        Assert.InRange(run.Run.History.MeanOfLast(10).BitsPerToken, 0.5, Math.Log2(26) / 2);
    }

    [Fact]
    public void The_average_is_lent_and_given_back()
    {
        using var run = new PaintingFixture(averageDecay: 0.9);
        run.Run.Train(5);
        float[] live = run.AllWeights;
        float[] average;
        using (run.Trainer.LendAverage())
            average = run.AllWeights;
        Assert.NotEqual(live, average);
        Assert.Equal(live, run.AllWeights);

        using var without = new PaintingFixture(averageDecay: 0);
        Assert.Null(without.Trainer.LendAverage());
    }

    [Fact]
    public void Hundreds_of_steps_leave_no_live_tensor_behind()
    {
        using var run = new PaintingFixture();
        run.Run.Train(20);
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        run.Run.Train(300);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var random = TorchRuntime.Random(1);
        using var text = torch.arange(12);
        using var pieces = TokenSequences.FromText(text, length: 10, "twelve");
        using var narrow = new Transformer(random, new TransformerSize(12, Context: 8, Width: 4, Layers: 1, Heads: 1));
        using var few = new Transformer(random, new TransformerSize(11, Context: 9, Width: 4, Layers: 1, Heads: 1));
        using var fitting = new Transformer(random, new TransformerSize(12, Context: 9, Width: 4, Layers: 1, Heads: 1));
        string Refusal(Transformer transformer, TokenRecipe? recipe = null, PatchPainter? painter = null) =>
            Assert.Throws<OneSentenceException>(() => new TokenTrainer(transformer, pieces, random, recipe, painter)).Message;
        Assert.Equal("twelve: found sequences of 10 tokens, expected at most 9, one more than the network sees at once.", Refusal(narrow));
        Assert.Equal("twelve: found the token 11, expected at most 10, the last one that the network knows.", Refusal(few));
        Assert.Equal("Dropout is 1; expected 0 or more and below 1.", Refusal(fitting, TokenRecipe.Text with { Dropout = 1 }));
        Assert.Equal("AverageDecay is -1; expected 0 or more and below 1.", Refusal(fitting, TokenRecipe.Text with { AverageDecay = -1 }));
        Assert.Equal("WarmUp is -1; expected 0 or more.", Refusal(fitting, TokenRecipe.Text with { WarmUp = -1 }));
        using var run = new PaintingFixture();
        Assert.Equal("The painter has another network; expected the one that is trained.", Refusal(fitting, painter: run.Painter));
    }

    [Fact]
    public void A_record_says_the_same_in_nats_and_bits()
    {
        var record = new TokenRecord(1.5f);
        Assert.Equal("2.164 bits a token (loss 1.5000 nats)", record.ToString());
        Assert.Contains("<td", record.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(new TokenRecord(2), TokenRecord.Mean([new(1), new(3)]));
        Assert.False(new TokenRecord(float.NaN).IsFinite);
    }

    /// <inheritdoc/>
    protected override TrainingFixture<TokenRecord> Open(int seed, int sampleInterval) => new PaintingFixture(seed, sampleInterval);
}

/// <summary>A transformer that learns a text: its run has no samples.</summary>
public sealed class TextTrainerTests : TrainerTests<TokenRecord>
{
    [Fact]
    public void It_learns_a_short_text_by_heart_and_goes_on_with_it()
    {
        const string text = "one after another, and another after one; ";
        using var random = TorchRuntime.Random(1);
        var vocabulary = CharacterVocabulary.FromText(text);
        using var model = new TextModel(new Transformer(random, new TransformerSize(vocabulary.Count, Context: 24, Width: 32, Layers: 1, Heads: 2)), vocabulary);
        using var tokens = vocabulary.Encode(text + text + text);
        using var pieces = TokenSequences.FromText(tokens, length: 25, "a sentence");
        using var trainer = new TokenTrainer(model.Transformer, pieces, random, TokenRecipe.Text with { LearningRate = 5e-3, BatchSize = 16, Dropout = 0, WarmUp = 10 });
        trainer.Train(200);
        Assert.Empty(trainer.Samples);
        using var loan = trainer.LendAverage();
        Assert.Equal("another, and another after one; one aft", model.Write("one after ", 39, random, new Sampling { Temperature = 0 }));
    }

    /// <inheritdoc/>
    protected override TrainingFixture<TokenRecord> Open(int seed, int sampleInterval) => new TextFixture(seed, sampleInterval);

    private sealed class TextFixture : TrainingFixture<TokenRecord>
    {
        private readonly Transformer transformer;
        private readonly TokenSequences pieces;

        public TextFixture(int seed, int sampleInterval)
            : base(seed)
        {
            transformer = new Transformer(Random, new TransformerSize(9, Context: 12, Width: 8, Layers: 2, Heads: 2));
            using var scope = torch.NewDisposeScope();
            pieces = TokenSequences.FromText(torch.arange(200).square() % 9, length: 13, "squares");
            Run = new TokenTrainer(transformer, pieces, Random, TokenRecipe.Text with { BatchSize = 4, LearningRate = 1e-3, SampleInterval = sampleInterval });
        }

        public override Trainer<TokenRecord> Run { get; }

        protected override IReadOnlyList<torch.nn.Module> Networks => [transformer];

        public override void Dispose()
        {
            base.Dispose();
            pieces.Dispose();
        }
    }
}
