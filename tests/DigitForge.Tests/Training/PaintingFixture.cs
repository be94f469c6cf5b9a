using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>A small transformer that learns to draw digits as words, and its run: with dropout and averaged weights.</summary>
internal sealed class PaintingFixture : TrainingFixture<TokenRecord>
{
    private readonly TokenSequences sequences;

    public PaintingFixture(int seed = 1, int sampleInterval = 1_000, int batchSize = 4, double averageDecay = 0.9)
        : base(seed)
    {
        using var digits = Digits.Part(0, 100);
        using var every = torch.arange(100);
        using var pictures = digits.Batch(every);
        var codebook = PatchCodebook.Fit(pictures, 16, Random, rounds: 2);
        Painter = new PatchPainter(new Transformer(Random, PatchPainter.SizeFor(codebook) with { Width = 16, Layers = 2, Heads = 2 }), codebook);
        sequences = PatchPainter.Sequences(codebook, digits);
        Trainer = new TokenTrainer(Painter.Transformer, sequences, Random, painter: Painter, recipe: TokenRecipe.Digits with
        {
            BatchSize = batchSize,
            SampleInterval = sampleInterval,
            LearningRate = 1e-3,
            WarmUp = 3,
            Dropout = 0.1,
            AverageDecay = averageDecay,
        });
    }

    public PatchPainter Painter { get; }

    public TokenTrainer Trainer { get; }

    public override Trainer<TokenRecord> Run => Trainer;

    protected override IReadOnlyList<torch.nn.Module> Networks => [Painter.Transformer];

    public override void Dispose()
    {
        base.Dispose();
        sequences.Dispose();
        Painter.Codebook.Dispose();
    }
}
