using DigitForge.Data;
using DigitForge.Display;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Training;
using TorchSharp;
using Shared;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class TokenTrainingViewTests : IDisposable
{
    private const string Text = "the cat sat on the mat. ";

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly TextModel model;
    private readonly TokenSequences pieces;
    private readonly TokenTrainer trainer;

    public TokenTrainingViewTests()
    {
        string text = string.Concat(Enumerable.Repeat(Text, 20));
        var vocabulary = CharacterVocabulary.FromText(text);
        model = new TextModel(new Transformer(random, new TransformerSize(vocabulary.Count, Context: 16, Width: 8, Layers: 1, Heads: 2)), vocabulary);
        using var tokens = vocabulary.Encode(text);
        pieces = TokenSequences.FromText(tokens, length: 17, "a cat");
        trainer = new TokenTrainer(model.Transformer, pieces, random, TokenRecipe.Text with { BatchSize = 4, SampleInterval = 1_000 });
    }

    [Fact]
    public void A_text_is_written_before_the_training_and_at_its_end()
    {
        using var cell = RunningCell.Begin();
        using (var view = View())
            trainer.Train(6, view);

        var last = Assert.IsType<TrainingFrame>(Assert.Single(cell.Places)[^1]);
        var (first, now) = (Assert.IsType<WrittenText>(last.First), Assert.IsType<WrittenText>(last.Now));
        Assert.Equal(("After 0 iterations", "After 6 iterations"), (first.Title, now.Title));
        Assert.All([first, now], text => Assert.StartsWith("the c", text.Text, StringComparison.Ordinal));
        Assert.Contains("<figcaption>After 6 iterations</figcaption>", last.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(["transformer", "gzip"], last.Charts.Single().Series.Select(series => series.Name));
        Assert.StartsWith("A token costs ", last.Comment, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_text_is_written_with_the_averaged_weights()
    {
        using var cell = RunningCell.Begin();
        using (var view = View())
            trainer.Train(6, view);

        using var sameNumbers = TorchRuntime.Random(1);
        using var loan = trainer.LendAverage();
        string expected = ("the c" + model.Write("the c", 240, sameNumbers, new Sampling { Temperature = 0.8 })).Trim();
        Assert.Equal(expected, Assert.IsType<WrittenText>(Assert.IsType<TrainingFrame>(cell.Places[0][^1]).Now).Text);
    }

    [Fact]
    public void Watching_changes_nothing_in_the_run_and_leaves_no_tensor()
    {
        using var cell = RunningCell.Begin();
        using var other = new TokenTrainingViewTests();
        other.trainer.Train(6);
        trainer.Train(1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var view = View())
            trainer.Train(5, view);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(other.trainer.History.Records, trainer.History.Records);
        Assert.Equal(Weights.Read(other.model.Transformer), Weights.Read(model.Transformer));
    }

    [Fact]
    public void A_network_that_draws_shows_pictures()
    {
        using var cell = RunningCell.Begin();
        var codebook = new PatchCodebook(3);
        using var painter = new PatchPainter(new Transformer(random, PatchPainter.SizeFor(codebook) with { Width = 4, Layers = 1, Heads = 1 }), codebook);
        using var words = torch.randint(3, [8, 50], dtype: torch.int64, generator: random);
        using var digits = TokenSequences.FromRows(words, "eight of them");
        using var painting = new TokenTrainer(painter.Transformer, digits, random, TokenRecipe.Digits with { BatchSize = 2 }, painter);
        using (var view = new TokenTrainingView(painting))
            painting.Train(3, view);

        var last = Assert.IsType<TrainingFrame>(Assert.Single(cell.Places)[^1]);
        Assert.IsType<ImageGrid>(last.First);
        Assert.Equal("Now, after 3 iterations", Assert.IsType<ImageGrid>(last.Now).Title);
        Assert.Single(last.Charts.Single().Series);
    }

    public void Dispose()
    {
        trainer.Dispose();
        pieces.Dispose();
        model.Dispose();
        random.Dispose();
    }

    private TokenTrainingView View() => new(trainer, ("gzip", 2.5)) { Writer = model, Prompt = "the c" };
}
