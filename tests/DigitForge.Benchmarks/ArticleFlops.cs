using TorchSharp.Modules;

namespace DigitForge.Benchmarks;

/// <summary>How many floating-point operations one iteration of the article takes in its matrix products, which is nearly all of them.</summary>
/// <remarks>
/// A dense layer multiplies and adds once per weight and picture, forwards; as often again for the gradient of its weights, and as often again for the gradient
/// of what it was given, which a network's first layer does not need unless something before it learns.
/// </remarks>
internal static class ArticleFlops
{
    /// <summary>Operations per iteration, a multiplication and an addition being two.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="discriminator">The discriminator.</param>
    /// <param name="batchSize">How many pictures a batch has.</param>
    public static double PerIteration(Sequential generator, Sequential discriminator, int batchSize)
    {
        var (g, gFirst) = WeightsOf(generator);
        var (d, dFirst) = WeightsOf(discriminator);
        double fakesForTheDiscriminator = g;
        double discriminatorsTwoSteps = 2 * (d + d + (d - dFirst));
        double generatorsStep = g + d + d + g + (g - gFirst);
        return 2 * batchSize * (fakesForTheDiscriminator + discriminatorsTwoSteps + generatorsStep);
    }

    private static (double All, double First) WeightsOf(Sequential network)
    {
        double[] counts = [.. network.children().OfType<Linear>().Select(layer => (double)layer.in_features * layer.out_features)];
        return (counts.Sum(), counts[0]);
    }
}
