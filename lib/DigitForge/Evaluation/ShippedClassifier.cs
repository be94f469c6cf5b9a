using DigitForge.Checkpoints;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>The trained classifier that the repository ships in <c>data/models</c>, so that everybody reads digits with the same eyes.</summary>
public static class ShippedClassifier
{
    /// <summary>The file in <c>data/models</c>.</summary>
    public const string FileName = "digit-classifier.safetensors";

    /// <summary>Loads it.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <returns>The classifier, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or another model's.</exception>
    public static DigitClassifier Load(string folder) => ShippedNetwork.Load(random => new DigitClassifier(random), Path.Combine(folder, FileName));
}

/// <summary>The trained inspector that the repository ships in <c>data/models</c>, so that everybody's figures can be compared.</summary>
public static class ShippedInspector
{
    /// <summary>The file in <c>data/models</c>.</summary>
    public const string FileName = "digit-inspector.safetensors";

    /// <summary>Loads it.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <returns>The inspector, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or another model's.</exception>
    public static DigitInspector Load(string folder) => ShippedNetwork.Load(random => new DigitInspector(random), Path.Combine(folder, FileName));
}

/// <summary>What loading the shipped networks has in common.</summary>
internal static class ShippedNetwork
{
    /// <summary>Makes a network and loads its weights.</summary>
    /// <param name="make">Makes it with any weights.</param>
    /// <param name="path">The weights' file.</param>
    /// <returns>The network, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or another model's.</exception>
    public static TNetwork Load<TNetwork>(Func<torch.Generator, TNetwork> make, string path)
        where TNetwork : FeatureNetwork
    {
        using var random = TorchRuntime.Random(seed: 0);
        var network = make(random);
        network.LoadWeights(path);
        network.eval();
        return network;
    }
}

/// <summary>How often a network reads a digit rightly.</summary>
public static class ClassifierAccuracy
{
    /// <summary>The fraction of a data set's pictures whose digit the network reads correctly.</summary>
    /// <param name="network">The classifier or the inspector; it is left in inference mode.</param>
    /// <param name="data">Pictures with their labels; they stay the caller's.</param>
    /// <returns>0 to 1.</returns>
    public static double Measure(FeatureNetwork network, ImageDataSet data)
    {
        using var seen = DigitFeatures.Extract(network, data);
        using var digits = seen.Digits();
        using var right = digits.eq(data.Labels);
        using var count = right.sum();
        return (double)count.item<long>() / data.Count;
    }
}
