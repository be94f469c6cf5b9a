using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>
/// Trains a flow network. An iteration mixes real digits with noise, each pair at its own time, and trains the network to predict the velocity that
/// leads straight from the noise to the digit.
/// </summary>
/// <remarks>
/// Conditional flow matching with straight paths: Lipman et al. 2022, arXiv:2210.02747, formula 23 with a minimal sigma of 0. This is also the first
/// step of rectified flow (Liu et al. 2022, arXiv:2209.03003). Owns the samples; dispose it when they are no longer needed.
/// </remarks>
public sealed class FlowTrainer : PictureTrainer<FlowRecord>
{
    private readonly FlowNetwork network;
    private readonly KerasAdam adam;
    private readonly AveragedWeights average;

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="network">The network; the caller owns it.</param>
    /// <param name="data">The digits to train on, with their labels; the caller owns them.</param>
    /// <param name="random">Draws the batches, the times and all noise; the caller owns it.</param>
    /// <param name="recipe">The recipe; by default <see cref="FlowRecipe.Standard"/>.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of range.</exception>
    /// <exception cref="OneSentenceException">The images do not have the size or the number of classes that the network expects.</exception>
    public FlowTrainer(FlowNetwork network, ImageDataSet data, torch.Generator random, FlowRecipe? recipe = null)
        : base(recipe ?? FlowRecipe.Standard, data, random, DigitImage.PixelCount)
    {
        if (data.ClassNames.Count != network.LabelCount)
            throw new OneSentenceException($"{data.Name}: found {data.ClassNames.Count} classes, expected {network.LabelCount}, the number of labels that the network knows.");
        this.network = network;
        Recipe = recipe ?? FlowRecipe.Standard;
        adam = new KerasAdam(network, Recipe);
        average = new AveragedWeights(network, Recipe.AverageDecay);
    }

    /// <summary>The recipe of this run.</summary>
    public FlowRecipe Recipe { get; }

    /// <summary>Replaces the network's weights with their average until the returned object is disposed, for example to draw or to save.</summary>
    public IDisposable LendAverage() => average.Lend();

    /// <inheritdoc/>
    public override void Dispose()
    {
        adam.Dispose();
        average.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override FlowRecord TrainIteration()
    {
        using var scope = torch.NewDisposeScope();
        var indices = Data.RandomIndices(Recipe.BatchSize, Random);
        var images = FlowPicture.FromImage(Data.Batch(indices));
        var noise = Noise(Recipe.BatchSize);
        // Times in the middle are more frequent, because the velocity is hardest to predict there (Esser et al. 2024, arXiv:2403.03206, section 3.1).
        var times = torch.randn(Recipe.BatchSize, generator: Random).sigmoid();
        var isHidden = torch.rand(Recipe.BatchSize, generator: Random).lt(Recipe.HiddenLabels);
        var labels = Data.Labels.index_select(0, indices).masked_fill(isHidden, network.LabelCount);

        var along = times.unsqueeze(1);
        var velocity = network.call((images * along) + (noise * (1 - along)), times, labels);
        var loss = (velocity - (images - noise)).square().mean();
        adam.Minimize(loss);
        average.Update(adam.Step);
        return new FlowRecord(loss.item<float>());
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, torch.nn.Module Network)> Networks => [("flow", network)];

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam> { ["flow"] = adam };

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, AveragedWeights> Averages => new Dictionary<string, AveragedWeights> { ["flow"] = average };

    /// <summary>Draws the samples with the averaged weights. The digits are 0 to 9 in turn.</summary>
    /// <param name="noise">float32 [B, 784].</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    protected override torch.Tensor Generate(torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        using var loan = LendAverage();
        var labels = torch.arange(noise.shape[0], torch.int64).remainder(network.LabelCount);
        return Recipe.Sampler.Draw(network, noise, labels).MoveToOuterDisposeScope();
    }
}

/// <summary>All settings for training a flow network. Change one with <c>FlowRecipe.Standard with { Iterations = 500 }</c>.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record FlowRecipe : TrainingRecipe
{
    /// <summary>The recipe of notebook 13.</summary>
    public static FlowRecipe Standard { get; } = new()
    {
        Name = "flow",
        Iterations = 6_000,
        BatchSize = 64,
        SampleInterval = 600,
        LearningRate = 3e-3,
        Beta2 = 0.99,
        DecayFrom = 0.5,
        AverageDecay = 0.998,
        WarmUp = 200,
    };

    /// <summary>
    /// The fraction of the running average of the weights that each step keeps, from 0 to below 1. All pictures are drawn with the average.
    /// </summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>
    /// The fraction of the labels that are hidden from the network, 0 to 1, so that it also learns to draw any digit, as guidance requires
    /// (Ho and Salimans 2022, arXiv:2207.12598, algorithm 1).
    /// </summary>
    public double HiddenLabels { get; init; } = 0.1;

    /// <summary>How the samples are drawn.</summary>
    internal FlowSampler Sampler { get; init; } = FlowSampler.Standard with { Steps = 5, Guidance = 0 };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Setting.Require(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "0 or more and below 1");
        Setting.Require(HiddenLabels is >= 0 and <= 1, nameof(HiddenLabels), HiddenLabels, "0 to 1");
    }
}

/// <summary>The measurement of one iteration of a flow network.</summary>
/// <param name="Loss">
/// The mean squared error of the velocity, per pixel. It never reaches 0: a point on the way does not reveal which digit and which noise it
/// is a mixture of.
/// </param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public readonly record struct FlowRecord(float Loss) : IIterationRecord<FlowRecord>, IHtmlView
{
    /// <inheritdoc/>
    public static int NumberCount => 1;

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(Loss);

    /// <inheritdoc/>
    public static FlowRecord FromNumbers(IReadOnlyList<float> numbers) => new(numbers[0]);

    /// <inheritdoc/>
    public IReadOnlyList<float> ToNumbers() => [Loss];

    /// <inheritdoc/>
    public static FlowRecord Mean(IReadOnlyCollection<FlowRecord> records) =>
        records.Count == 0 ? default : new FlowRecord(records.Average(record => record.Loss));

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Facts("measured", new Fact("squared error of the velocity, for each pixel", $"{Loss:F4}"));

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"squared error of the velocity {Loss:F4} for each pixel");
}
