using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>
/// Trains a transformer to predict the next token, of a text or of digits encoded as words. An iteration draws some sequences at random, predicts
/// each token from all tokens before it, and takes one step of Adam.
/// </summary>
/// <remarks>Owns the samples; dispose it when they are no longer needed.</remarks>
public sealed class TokenTrainer : Trainer<TokenRecord>
{
    // Every sample uses the same random numbers, so that only the weights differ between samples.
    private const int SampleSeed = 1;

    private readonly Transformer transformer;
    private readonly TokenSequences data;
    private readonly PatchPainter? painter;
    private readonly KerasAdam adam;
    private readonly AveragedWeights? average;
    private readonly TokenDropout? hide;

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="transformer">The network; the caller owns it.</param>
    /// <param name="data">The sequences to train on; the caller owns them.</param>
    /// <param name="random">Draws the batches and the dropout; the caller owns it.</param>
    /// <param name="recipe">The recipe; by default <see cref="TokenRecipe.Text"/>.</param>
    /// <param name="painter">Draws the samples with the same network: the digits 0, 1, 2 and so on. Null for a network that does not draw.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of range.</exception>
    /// <exception cref="OneSentenceException">
    /// The sequences are too long for the network or contain unknown tokens, or the painter has another network.
    /// </exception>
    public TokenTrainer(
        Transformer transformer, TokenSequences data, torch.Generator random, TokenRecipe? recipe = null, PatchPainter? painter = null)
        : base(recipe ?? TokenRecipe.Text, data.Identity, random)
    {
        // The last token of a sequence is predicted but not read.
        if (data.Length - 1 > transformer.Size.Context)
            throw new OneSentenceException($"{data.Name}: found sequences of {data.Length} tokens, expected at most {transformer.Size.Context + 1}, one more than the network sees at once.");
        if (data.Largest >= transformer.Size.Vocabulary)
            throw new OneSentenceException($"{data.Name}: found the token {data.Largest}, expected at most {transformer.Size.Vocabulary - 1}, the last one that the network knows.");
        if (painter is not null && painter.Transformer != transformer)
            throw new OneSentenceException("The painter has another network; expected the one that is trained.");

        (this.transformer, this.data, this.painter) = (transformer, data, painter);
        Recipe = recipe ?? TokenRecipe.Text;
        adam = new KerasAdam(transformer, Recipe);
        average = Recipe.AverageDecay > 0 ? new AveragedWeights(transformer, Recipe.AverageDecay) : null;
        hide = Recipe.Dropout > 0 ? new TokenDropout(Recipe.Dropout, random) : null;
    }

    /// <summary>The recipe of this run.</summary>
    public TokenRecipe Recipe { get; }

    /// <summary>
    /// Replaces the network's weights with their average until the returned object is disposed, for example to write, to evaluate or to save.
    /// Does nothing if the recipe does not average.
    /// </summary>
    public IDisposable? LendAverage() => average?.Lend();

    /// <inheritdoc/>
    public override void Dispose()
    {
        adam.Dispose();
        average?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected internal override torch.Tensor? DrawSample()
    {
        if (painter is null)
            return null;
        using var scope = torch.NewDisposeScope();
        using var random = TorchRuntime.Random(SampleSeed);
        using var loan = LendAverage();
        var labels = torch.arange(Recipe.SampleCount, torch.int64).remainder(DigitClassifier.DigitCount);
        return painter.Draw(labels, random).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override TokenRecord TrainIteration()
    {
        using var scope = torch.NewDisposeScope();
        var batch = data.RandomBatch(Recipe.BatchSize, Random);
        var logits = transformer.Logits(batch.narrow(1, 0, data.Length - 1), hide);
        var next = batch.narrow(1, 1, data.Length - 1);
        var loss = cross_entropy(logits.flatten(0, 1), next.reshape(-1));
        adam.Minimize(loss);
        average?.Update(adam.Step);
        return new TokenRecord(loss.item<float>());
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, torch.nn.Module Network)> Networks => [("transformer", transformer)];

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam> { ["transformer"] = adam };

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, AveragedWeights> Averages => average is null
        ? new Dictionary<string, AveragedWeights>()
        : new Dictionary<string, AveragedWeights> { ["transformer"] = average };
}

/// <summary>All settings for training a transformer. Change one with <c>TokenRecipe.Text with { Iterations = 500 }</c>.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TokenRecipe : TrainingRecipe
{
    /// <summary>
    /// The recipe for the text of this series, in either language. The text is so short that a network memorizes it without dropout.
    /// </summary>
    public static TokenRecipe Text { get; } = new()
    {
        Name = "text",
        Iterations = 3_500,
        BatchSize = 16,
        SampleInterval = 250,
        LearningRate = 2e-3,
        Beta2 = 0.99,
        WarmUp = 100,
        DecayFrom = 0.3,
        Dropout = 0.2,
        AverageDecay = 0.99,
    };

    /// <summary>
    /// The recipe for digits as words of a codebook. In fewer than three passes over MNIST a network memorizes little, so it needs no
    /// dropout.
    /// </summary>
    public static TokenRecipe Digits { get; } = Text with { Name = "digits in words", Iterations = 5_000, BatchSize = 32, Dropout = 0 };

    /// <summary>
    /// The fraction of the values that dropout hides after the embedding and after each half of a block, from 0 to below 1; 0 for none.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>
    /// The fraction of the running average of the weights that each step keeps, from 0 to below 1; 0 for no average. The average is used for writing
    /// and drawing (<see cref="TokenTrainer.LendAverage"/>).
    /// </summary>
    public double AverageDecay { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Setting.Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "0 or more and below 1");
        Setting.Require(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "0 or more and below 1");
    }
}

/// <summary>The measurements of one iteration of a transformer.</summary>
/// <param name="Loss">The cross-entropy: the mean of -ln p of the tokens that came next, in nats per token.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public readonly record struct TokenRecord(float Loss) : IIterationRecord<TokenRecord>, IHtmlView
{
    /// <inheritdoc/>
    public static int NumberCount => 1;

    /// <summary>The same loss in bits per token: the mean code length of a token.</summary>
    public double BitsPerToken => Loss / Math.Log(2);

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(Loss);

    /// <inheritdoc/>
    public static TokenRecord Mean(IReadOnlyCollection<TokenRecord> records) =>
        records.Count == 0 ? default : new TokenRecord(records.Average(record => record.Loss));

    /// <inheritdoc/>
    public static TokenRecord FromNumbers(IReadOnlyList<float> numbers) => new(numbers[0]);

    /// <inheritdoc/>
    public IReadOnlyList<float> ToNumbers() => [Loss];

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Facts("measured", new("loss, in nats a token", $"{Loss:F4}"), new("bits a token", $"{BitsPerToken:F3}"));

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{BitsPerToken:F3} bits a token (loss {Loss:F4} nats)");
}
