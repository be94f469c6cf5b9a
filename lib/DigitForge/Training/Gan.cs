using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Training;

/// <summary>
/// A generator and a discriminator made ready for training against each other: networks, losses and optimizers.
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

    /// <summary>Turns noise into pictures. It stays the caller's.</summary>
    public GeneratorNetwork Generator { get; }

    /// <summary>Tells real pictures from fakes. It stays the caller's.</summary>
    public DiscriminatorNetwork Discriminator { get; }

    /// <summary>The recipe that this GAN was compiled with.</summary>
    public GanRecipe Recipe { get; }

    /// <summary>How many different labels the networks know; 0 where there are none.</summary>
    public int LabelCount => Generator.LabelCount;

    /// <summary>The optimizers, by the name of the network that each changes. They are this object's own.</summary>
    internal IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam>
    {
        ["generator"] = generatorOptimizer,
        ["discriminator"] = discriminatorOptimizer,
    };

    /// <summary>The generator's averaged weights by name; none where the recipe asks for none. They are this object's own.</summary>
    internal IEnumerable<KeyValuePair<string, torch.Tensor>> Average => average?.Tensors ?? [];

    // In the iterations in which the penalty is due, it is as much as it would have been in all of them.
    private double DuePenalty => generatorOptimizer.Step % Recipe.PenaltyInterval == 0 ? Recipe.GradientPenalty * Recipe.PenaltyInterval : 0;

    /// <summary>Gives both networks their loss and their optimizer (Adam), as Keras's <c>compile</c> does.</summary>
    /// <param name="generator">The generator; it stays the caller's.</param>
    /// <param name="discriminator">The discriminator; it stays the caller's.</param>
    /// <param name="recipe">How to train them.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of its range.</exception>
    /// <exception cref="OneSentenceException">One network knows labels that the other does not.</exception>
    public static Gan Compile(GeneratorNetwork generator, DiscriminatorNetwork discriminator, GanRecipe recipe)
    {
        recipe.Validate();
        if (generator.LabelCount != discriminator.LabelCount)
            throw new OneSentenceException($"Found a generator with {generator.LabelCount} labels and a discriminator with {discriminator.LabelCount}, expected as many for both.");
        return new Gan(generator, discriminator, recipe);
    }

    /// <summary>
    /// Draws pictures without learning: batch normalization uses its running statistics (Keras's <c>predict</c>). Where the recipe
    /// averages the generator, the average draws.
    /// </summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <param name="digits">int64 [B], what to draw; null for networks without labels.</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">There are labels and should be none, or the other way round, or they do not fit.</exception>
    public torch.Tensor Generate(torch.Tensor noise, torch.Tensor? digits = null)
    {
        using var loan = LendAverage();
        return Predict(new Labelled(noise, digits));
    }

    /// <summary>
    /// Puts the averaged weights into <see cref="Generator"/> until the returned object is disposed, for saving them; leaves the
    /// generator as it is where the recipe asks for no average.
    /// </summary>
    public IDisposable? LendAverage() => average?.Lend();

    /// <summary>Takes trained weights in place of both networks' own. Where the recipe averages the generator, its average begins anew with them.</summary>
    /// <param name="path">
    /// What the files' paths begin with: <c>../data/models/article</c> stands for <c>article-generator.safetensors</c> and
    /// <c>article-discriminator.safetensors</c> in that folder.
    /// </param>
    /// <exception cref="CheckpointException">A file is missing, damaged, or another network's; nothing has changed.</exception>
    public void LoadWeights(string path)
    {
        ModuleWeights.LoadAll((Generator, $"{path}-generator.safetensors"), (Discriminator, $"{path}-discriminator.safetensors"));
        average?.Restart();
    }

    /// <summary>Shows the discriminator one batch with its label and lets it take one step (Keras's <c>train_on_batch</c>).</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="isReal">Whether the images are real or fakes: the label 1 or 0 of the article.</param>
    /// <param name="digits">int64 [B], what they are said to show; null for networks without labels.</param>
    /// <exception cref="OneSentenceException">There are labels and should be none, or the other way round, or they do not fit.</exception>
    public DiscriminatorResult TrainDiscriminator(torch.Tensor images, bool isReal, torch.Tensor? digits = null)
    {
        using var scope = torch.NewDisposeScope();
        Discriminator.train();
        double gamma = isReal || Recipe.PenaltyOnFakes ? DuePenalty : 0;
        var shown = gamma > 0 ? images.detach().requires_grad_() : images;
        var logits = Discriminator.Logits(shown, digits);
        var loss = GanLosses.Compute(Recipe.Loss, logits, isReal ? Recipe.RealLabel : 0);
        LearnToDiscriminate(gamma > 0 ? loss + GradientPenalty.Compute(logits, shown, gamma) : loss);
        return new DiscriminatorResult(loss.item<float>(), Accuracy(logits, isReal));
    }

    /// <summary>
    /// Lets the generator take one step towards pictures that the discriminator calls real. The discriminator is frozen: the
    /// gradient passes through it and leaves its weights alone.
    /// </summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <param name="digits">int64 [B], what to draw; null for networks without labels.</param>
    /// <returns>The generator's loss: binary cross-entropy of its fakes against "real", in nats.</returns>
    /// <exception cref="OneSentenceException">There are labels and should be none, or the other way round, or they do not fit.</exception>
    /// <exception cref="OneSentenceException">The recipe's loss compares fakes with real images; a <see cref="GanTrainer"/> has both.</exception>
    public float TrainGenerator(torch.Tensor noise, torch.Tensor? digits = null)
    {
        using var scope = torch.NewDisposeScope();
        return TrainGenerator(Draw(new Labelled(noise, digits)), real: null);
    }

    /// <summary>Frees the optimizers' memory. The networks stay the caller's.</summary>
    public void Dispose()
    {
        generatorOptimizer.Dispose();
        discriminatorOptimizer.Dispose();
        average?.Dispose();
    }

    /// <summary>Draws pictures without learning, with the weights as the last step left them, average or not.</summary>
    internal torch.Tensor Predict(Labelled noise)
    {
        using var noGradient = torch.no_grad();
        Generator.eval();
        return Generator.Draw(noise.Values, noise.Labels);
    }

    /// <summary>Draws pictures that the generator can learn from: batch normalization uses the batch's own statistics.</summary>
    internal Labelled Draw(Labelled noise)
    {
        Generator.train();
        return noise with { Values = Generator.Draw(noise.Values, noise.Labels) };
    }

    /// <summary>Shows the discriminator real images and fakes and lets it take one step from both.</summary>
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
        LearnToDiscriminate(loss);
        return (
            new DiscriminatorResult(lossOnReal.item<float>(), Accuracy(onReal, isReal: true)),
            new DiscriminatorResult(lossOnFake.item<float>(), Accuracy(onFake, isReal: false)));
    }

    /// <summary>Lets the generator take one step from fakes that it has just drawn.</summary>
    /// <param name="fakes">From <see cref="Draw"/>.</param>
    /// <param name="real">As many real images, for a loss that compares both.</param>
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

    private void LearnToDiscriminate(torch.Tensor loss)
    {
        if (Recipe.DiscriminatorLearns)
            discriminatorOptimizer.Minimize(loss);
    }

    private static float Accuracy(torch.Tensor logits, bool isReal)
    {
        var saysReal = logits.gt(0);
        float partReal = saysReal.to(torch.float32).mean().item<float>();
        return isReal ? partReal : 1 - partReal;
    }
}

/// <summary>How the discriminator did on one batch, before it learned from it.</summary>
/// <param name="Loss">Binary cross-entropy, mean over the batch, in nats; ln 2 = 0.693 for a coin's verdict.</param>
/// <param name="Accuracy">The part of the batch that it judged rightly, 0 to 1.</param>
public readonly record struct DiscriminatorResult(float Loss, float Accuracy);

/// <summary>A batch with what it shows, or is to show.</summary>
/// <param name="Values">Pictures, float32 [B, 784], or noise, float32 [B, latent size].</param>
/// <param name="Labels">int64 [B]; null for networks without labels.</param>
internal readonly record struct Labelled(torch.Tensor Values, torch.Tensor? Labels)
{
    /// <summary>The same numbers, through which no gradient passes.</summary>
    public Labelled Detached => this with { Values = Values.detach() };

    /// <summary>One batch behind the other.</summary>
    public Labelled Then(Labelled other) => new(
        torch.cat([Values, other.Values]),
        Labels is null || other.Labels is null ? null : torch.cat([Labels, other.Labels]));
}

/// <summary>Keeps a network's weights from collecting gradients until it is disposed (Keras's <c>trainable = False</c>).</summary>
internal sealed class FrozenWeights : IDisposable
{
    private readonly List<Parameter> thawed;

    public FrozenWeights(Module network)
    {
        thawed = [.. network.parameters().Where(parameter => parameter.requires_grad)];
        Set(requiresGradient: false);
    }

    public void Dispose() => Set(requiresGradient: true);

    private void Set(bool requiresGradient)
    {
        foreach (var parameter in thawed)
            parameter.requires_grad = requiresGradient;
    }
}
