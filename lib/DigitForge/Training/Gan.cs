using DigitForge.Models;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>
/// A generator and a discriminator made ready for training against each other: networks, losses and optimizers.
/// </summary>
/// <remarks>Goodfellow et al. 2014, "Generative Adversarial Nets", arXiv:1406.2661, with the non-saturating generator loss.</remarks>
public sealed class Gan : IDisposable
{
    private readonly KerasAdam generatorOptimizer;
    private readonly KerasAdam discriminatorOptimizer;

    private Gan(Models.Generator generator, Discriminator discriminator, GanRecipe recipe)
    {
        Generator = generator;
        Discriminator = discriminator;
        Recipe = recipe;
        generatorOptimizer = new KerasAdam(generator, recipe);
        discriminatorOptimizer = new KerasAdam(discriminator, recipe);
    }

    /// <summary>Turns noise into pictures. It stays the caller's.</summary>
    public Models.Generator Generator { get; }

    /// <summary>Tells real pictures from fakes. It stays the caller's.</summary>
    public Discriminator Discriminator { get; }

    /// <summary>The recipe that this GAN was compiled with.</summary>
    public GanRecipe Recipe { get; }

    /// <summary>Where the networks' weights live.</summary>
    public torch.Device Device => Generator.parameters().First().device;

    /// <summary>The optimizers, by the name of the network that each changes. They are this object's own.</summary>
    internal IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam>
    {
        ["generator"] = generatorOptimizer,
        ["discriminator"] = discriminatorOptimizer,
    };

    /// <summary>Gives both networks their loss (binary cross-entropy) and their optimizer (Adam), as Keras's <c>compile</c> does.</summary>
    /// <param name="generator">The generator; it stays the caller's.</param>
    /// <param name="discriminator">The discriminator; it stays the caller's.</param>
    /// <param name="recipe">How to train them.</param>
    /// <exception cref="RecipeException">A setting of the recipe is out of its range.</exception>
    public static Gan Compile(Models.Generator generator, Discriminator discriminator, GanRecipe recipe)
    {
        recipe.Validate();
        return new Gan(generator, discriminator, recipe);
    }

    /// <summary>Draws pictures without learning: batch normalization uses its running statistics (Keras's <c>predict</c>).</summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <returns>float32 [B, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Generate(torch.Tensor noise)
    {
        using var noGradient = torch.no_grad();
        Generator.eval();
        return Generator.call(noise);
    }

    /// <summary>Shows the discriminator one batch with its label and lets it take one step (Keras's <c>train_on_batch</c>).</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="label">1 for real images, 0 for fakes.</param>
    public DiscriminatorResult TrainDiscriminator(torch.Tensor images, int label)
    {
        using var scope = torch.NewDisposeScope();
        Discriminator.train();
        var logits = Discriminator.Logits(images);
        var loss = CrossEntropy(logits, label);
        if (Recipe.DiscriminatorLearns)
            discriminatorOptimizer.Minimize(loss);
        return new DiscriminatorResult(loss.item<float>(), Accuracy(logits, label));
    }

    /// <summary>
    /// Lets the generator take one step towards pictures that the discriminator calls real. The discriminator is frozen: the
    /// gradient passes through it and leaves its weights alone.
    /// </summary>
    /// <param name="noise">float32 [B, latent size].</param>
    /// <returns>The generator's loss: binary cross-entropy of its fakes against "real", in nats.</returns>
    public float TrainGenerator(torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = new FrozenWeights(Discriminator);
        Generator.train();
        var fakes = Generator.call(noise);
        var loss = CrossEntropy(Discriminator.Logits(fakes), label: 1);
        generatorOptimizer.Minimize(loss);
        return loss.item<float>();
    }

    /// <summary>Frees the optimizers' memory. The networks stay the caller's.</summary>
    public void Dispose()
    {
        generatorOptimizer.Dispose();
        discriminatorOptimizer.Dispose();
    }

    private static torch.Tensor CrossEntropy(torch.Tensor logits, int label)
    {
        var labels = torch.full_like(logits, label);
        return binary_cross_entropy_with_logits(logits, labels);
    }

    private static float Accuracy(torch.Tensor logits, int label)
    {
        var saysReal = logits.gt(0);
        float partReal = saysReal.to(torch.float32).mean().item<float>();
        return label == 1 ? partReal : 1 - partReal;
    }
}
