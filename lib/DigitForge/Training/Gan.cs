using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Training;

/// <summary>
/// A generator and a discriminator, with the losses and optimizers to train them against each other.
/// </summary>
/// <remarks>Goodfellow et al. 2014, "Generative Adversarial Nets", arXiv:1406.2661, with the non-saturating generator loss.</remarks>
public sealed class Gan : IDisposable
{
    private readonly KerasAdam generatorOptimizer;
    private readonly KerasAdam discriminatorOptimizer;

    private readonly AveragedWeights? average;

    private Gan(GeneratorNetwork generator, DiscriminatorNetwork discriminator, GanRecipe recipe)
    {
        Generator = generator;
        Discriminator = discriminator;
        Recipe = recipe;
        generatorOptimizer = new KerasAdam(generator, recipe);
        discriminatorOptimizer = new KerasAdam(discriminator, recipe);
        average = recipe.AverageDecay > 0 ? new AveragedWeights(generator, recipe.AverageDecay) : null;
    }

    /// <summary>Turns noise into pictures. Owned by the caller.</summary>
    public GeneratorNetwork Generator { get; }

    /// <summary>Tells real pictures from fakes. Owned by the caller.</summary>
    public DiscriminatorNetwork Discriminator { get; }

    /// <summary>The recipe that this GAN was compiled with.</summary>
    public GanRecipe Recipe { get; }

    /// <summary>The number of different labels that the networks know; 0 if they have none.</summary>
    public int LabelCount => Generator.LabelCount;

    /// <summary>The optimizers, by the name of the network that each one trains. Owned by this object.</summary>
    internal IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam>
    {
        ["generator"] = generatorOptimizer,
        ["discriminator"] = discriminatorOptimizer,
    };

    /// <summary>The generator's averaged weights, by its name; empty if the recipe does not average. Owned by this object.</summary>
    internal IReadOnlyDictionary<string, AveragedWeights> Averages => average is null
        ? new Dictionary<string, AveragedWeights>()
        : new Dictionary<string, AveragedWeights> { ["generator"] = average };

    // When the penalty is due, it is scaled to make up for the iterations without it.
    private double DuePenalty => generatorOptimizer.Step % Recipe.PenaltyInterval == 0 ? Recipe.GradientPenalty * Recipe.PenaltyInterval : 0;

    /// <summary>Gives both networks their loss and their optimizer (Adam), as Keras's <c>compile</c> does.</summary>
    /// <param name="generator">The generator; the caller owns it.</param>
    /// <param name="discriminator">The discriminator; the caller owns it.</param>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of range.</exception>
    /// <exception cref="OneSentenceException">The networks know different numbers of labels.</exception>
    public static Gan Compile(GeneratorNetwork generator, DiscriminatorNetwork discriminator, GanRecipe recipe)
    {
        recipe.Validate();
        if (generator.LabelCount != discriminator.LabelCount)
            throw new OneSentenceException($"Found a generator with {generator.LabelCount} labels and a discriminator with {discriminator.LabelCount}, expected the same number for both.");
        return new Gan(generator, discriminator, recipe);
    }

    /// <summary>
    /// Draws pictures in inference mode: batch normalization uses its running statistics (Keras's <c>predict</c>). If the recipe
    /// averages the generator, the averaged weights are used.
    /// </summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <param name="digits">int64 [B], the digits to draw; null for networks without labels.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or they do not match the batch.</exception>
    public torch.Tensor Generate(torch.Tensor noise, torch.Tensor? digits = null)
    {
        using var loan = LendAverage();
        return Predict(new Labelled(noise, digits));
    }

    /// <summary>
    /// Replaces the weights of <see cref="Generator"/> with their average until the returned object is disposed, for example to save
    /// it. Does nothing if the recipe does not average.
    /// </summary>
    public IDisposable? LendAverage() => average?.Lend();

    /// <summary>Loads trained weights into both networks. If the recipe averages the generator, the average restarts from them.</summary>
    /// <param name="path">
    /// The beginning of the files' paths: <c>../data/models/article</c> stands for <c>article-generator.safetensors</c> and
    /// <c>article-discriminator.safetensors</c> in that folder.
    /// </param>
    /// <exception cref="CheckpointException">A file is missing, damaged, or belongs to another network. Nothing has changed.</exception>
    public void LoadWeights(string path)
    {
        ModuleWeights.LoadAll((Generator, $"{path}-generator.safetensors"), (Discriminator, $"{path}-discriminator.safetensors"));
        average?.Restart();
    }

    /// <summary>Trains the discriminator on one batch, for one step (Keras's <c>train_on_batch</c>).</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="isReal">Whether the images are real or fakes: the label 1 or 0 of the article.</param>
    /// <param name="digits">int64 [B], the digits that they are claimed to show; null for networks without labels.</param>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or they do not match the batch.</exception>
    public DiscriminatorResult TrainDiscriminator(torch.Tensor images, bool isReal, torch.Tensor? digits = null)
    {
        using var scope = torch.NewDisposeScope();
        Discriminator.train();
        double gamma = isReal || Recipe.PenaltyOnFakes ? DuePenalty : 0;
        var shown = gamma > 0 ? images.detach().requires_grad_() : images;
        var logits = Discriminator.Logits(shown, digits);
        var loss = GanLosses.Compute(Recipe.Loss, logits, isReal ? Recipe.RealLabel : 0);
        StepDiscriminator(gamma > 0 ? loss + GradientPenalty.Compute(logits, shown, gamma) : loss);
        return new DiscriminatorResult(loss.item<float>(), Accuracy(logits, isReal));
    }

    /// <summary>
    /// Trains the generator for one step, towards pictures that the discriminator classifies as real. The discriminator is frozen: the
    /// gradient passes through it, but its weights do not change.
    /// </summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <param name="digits">int64 [B], the digits to draw; null for networks without labels.</param>
    /// <returns>The generator's loss: binary cross-entropy of its fakes against "real", in nats.</returns>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or they do not match the batch.</exception>
    /// <exception cref="OneSentenceException">
    /// The recipe's loss compares fakes with real images; train with a <see cref="GanTrainer"/>.
    /// </exception>
    public float TrainGenerator(torch.Tensor noise, torch.Tensor? digits = null)
    {
        using var scope = torch.NewDisposeScope();
        return TrainGenerator(Draw(new Labelled(noise, digits)), real: null);
    }

    /// <summary>Frees the optimizers' memory. Does not dispose the networks.</summary>
    public void Dispose()
    {
        generatorOptimizer.Dispose();
        discriminatorOptimizer.Dispose();
        average?.Dispose();
    }

    /// <summary>Draws pictures in inference mode, with the generator's current weights.</summary>
    internal torch.Tensor Predict(Labelled noise)
    {
        using var noGradient = torch.no_grad();
        Generator.eval();
        return Generator.Draw(noise.Values, noise.Labels);
    }

    /// <summary>
    /// Draws pictures in training mode, with gradients for the generator: batch normalization uses the batch's own statistics.
    /// </summary>
    internal Labelled Draw(Labelled noise)
    {
        Generator.train();
        return noise with { Values = Generator.Draw(noise.Values, noise.Labels) };
    }

    /// <summary>Trains the discriminator for one step, on real images and fakes together.</summary>
    internal (DiscriminatorResult OnReal, DiscriminatorResult OnFake) TrainDiscriminator(Labelled real, Labelled fakes)
    {
        using var scope = torch.NewDisposeScope();
        Discriminator.train();
        long size = real.Values.shape[0];
        double gamma = DuePenalty;
        var both = real.Then(fakes.Detached);
        var logits = Discriminator.Logits(gamma > 0 ? both.Values.requires_grad_() : both.Values, both.Labels);
        var (onReal, onFake) = (logits.narrow(0, 0, size), logits.narrow(0, size, size));

        var (lossOnReal, lossOnFake) = Recipe.Loss == GanLoss.Relativistic
            ? (GanLosses.Relativistic(onReal, onFake), GanLosses.Relativistic(onReal, onFake))
            : (GanLosses.Compute(Recipe.Loss, onReal, Recipe.RealLabel), GanLosses.Compute(Recipe.Loss, onFake, 0));
        var loss = lossOnReal + lossOnFake;
        if (gamma > 0)
            loss += GradientPenalty.Compute(onReal, both.Values, gamma);
        if (gamma > 0 && Recipe.PenaltyOnFakes)
            loss += GradientPenalty.Compute(onFake, both.Values, gamma);
        StepDiscriminator(loss);
        return (
            new DiscriminatorResult(lossOnReal.item<float>(), Accuracy(onReal, isReal: true)),
            new DiscriminatorResult(lossOnFake.item<float>(), Accuracy(onFake, isReal: false)));
    }

    /// <summary>Trains the generator for one step, on fakes that it has just drawn.</summary>
    /// <param name="fakes">From <see cref="Draw"/>.</param>
    /// <param name="real">The same number of real images, for a loss that compares the two.</param>
    internal float TrainGenerator(Labelled fakes, Labelled? real)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = new FrozenWeights(Discriminator);
        var logits = Discriminator.Logits(fakes.Values, fakes.Labels);
        var loss = Recipe.Loss == GanLoss.Relativistic && real is { } batch
            ? GanLosses.Relativistic(logits, Discriminator.Logits(batch.Values, batch.Labels))
            : GanLosses.Compute(Recipe.Loss, logits, 1);
        generatorOptimizer.Minimize(loss);
        average?.Update(generatorOptimizer.Step);
        return loss.item<float>();
    }

    private void StepDiscriminator(torch.Tensor loss)
    {
        if (Recipe.DiscriminatorLearns)
            discriminatorOptimizer.Minimize(loss);
    }

    private static float Accuracy(torch.Tensor logits, bool isReal)
    {
        var calledReal = logits.gt(0);
        float fractionReal = calledReal.to(torch.float32).mean().item<float>();
        return isReal ? fractionReal : 1 - fractionReal;
    }
}

/// <summary>The discriminator's loss and accuracy on one batch, measured before its step on that batch.</summary>
/// <param name="Loss">Binary cross-entropy, mean over the batch, in nats; ln 2 = 0.693 if every probability is 0.5.</param>
/// <param name="Accuracy">The fraction of the batch that it classified correctly, 0 to 1.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public readonly record struct DiscriminatorResult(float Loss, float Accuracy);

/// <summary>A batch of pictures or noise, with its labels.</summary>
/// <param name="Values">Pictures, float32 [B, 784], or noise, float32 [B, latent size].</param>
/// <param name="Labels">int64 [B]; null for networks without labels.</param>
internal readonly record struct Labelled(torch.Tensor Values, torch.Tensor? Labels)
{
    /// <summary>The same batch, detached from the gradient.</summary>
    public Labelled Detached => this with { Values = Values.detach() };

    /// <summary>This batch followed by another.</summary>
    public Labelled Then(Labelled other) => new(
        torch.cat([Values, other.Values]),
        Labels is null || other.Labels is null ? null : torch.cat([Labels, other.Labels]));
}

/// <summary>Stops gradients for a network's weights until it is disposed (Keras's <c>trainable = False</c>).</summary>
internal sealed class FrozenWeights : IDisposable
{
    private readonly List<Parameter> parameters;

    public FrozenWeights(Module network)
    {
        parameters = [.. network.parameters().Where(parameter => parameter.requires_grad)];
        Set(requiresGradient: false);
    }

    public void Dispose() => Set(requiresGradient: true);

    private void Set(bool requiresGradient)
    {
        foreach (var parameter in parameters)
            parameter.requires_grad = requiresGradient;
    }
}
