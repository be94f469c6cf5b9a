using DigitForge.Models;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Benchmarks;

/// <summary>The models of the series by the names that the command line knows.</summary>
internal static class Series
{
    private static readonly Dictionary<string, (GanRecipe Recipe, Func<torch.Generator, (GeneratorNetwork, DiscriminatorNetwork)> Networks)> Gans = new()
    {
        ["article"] = (GanRecipe.Article, random => (new Generator(random), new Discriminator(random))),
        ["steady"] = (GanRecipe.Steady, random => (new Generator(random), new Discriminator(random))),
        ["convolution"] = (GanRecipe.Convolution, random => (new ConvGenerator(random), new ConvDiscriminator(random))),
        ["quick"] = (GanRecipe.Quick, random => (new ConvGenerator(random), new ConvDiscriminator(random))),
        ["on-request"] = (GanRecipe.Convolution, random => (new ConvGenerator(random, labelCount: 10), new ConvDiscriminator(random, labelCount: 10))),
    };

    private static readonly Dictionary<string, int> VaeLatentSizes = new() { ["vae-2"] = 2, ["vae-16"] = 16 };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => [.. Gans.Keys, .. VaeLatentSizes.Keys];

    /// <summary>Whether a model is an autoencoder; the others are GANs.</summary>
    public static bool IsVae(string name) => VaeLatentSizes.ContainsKey(name);

    /// <summary>A GAN's recipe and fresh networks.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="random">Draws the weights.</param>
    public static (GanRecipe Recipe, GeneratorNetwork Generator, DiscriminatorNetwork Discriminator) MakeGan(string name, torch.Generator random)
    {
        var (recipe, networks) = Gans[name];
        var (generator, discriminator) = networks(random);
        return (recipe, generator, discriminator);
    }

    /// <summary>A fresh autoencoder.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="random">Draws the weights.</param>
    public static VariationalAutoencoder MakeVae(string name, torch.Generator random) => new(random, VaeLatentSizes[name]);
}
