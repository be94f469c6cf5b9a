using DigitForge.Checkpoints;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>The trained classifier that the repository ships in <c>data/models</c>. Everybody classifies digits with the same network.</summary>
public static class ShippedClassifier
{
    /// <summary>The file's name in <c>data/models</c>.</summary>
    public const string FileName = "digit-classifier.safetensors";

    /// <summary>Loads the classifier.</summary>
    /// <param name="folder">The folder with the file.</param>
    /// <returns>The classifier, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or belongs to another model.</exception>
    public static DigitClassifier Load(string folder) => ShippedNetwork.Load(random => new DigitClassifier(random), Path.Combine(folder, FileName));
}

/// <summary>The trained inspector that the repository ships in <c>data/models</c>. It makes everybody's figures comparable.</summary>
public static class ShippedInspector
{
    /// <summary>The file's name in <c>data/models</c>.</summary>
    public const string FileName = "digit-inspector.safetensors";

    /// <summary>Loads the inspector.</summary>
    /// <param name="folder">The folder with the file.</param>
    /// <returns>The inspector, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or belongs to another model.</exception>
    public static DigitInspector Load(string folder) => ShippedNetwork.Load(random => new DigitInspector(random), Path.Combine(folder, FileName));
}

/// <summary>Loads a shipped network.</summary>
internal static class ShippedNetwork
{
    /// <summary>Creates a network and loads its weights.</summary>
    /// <param name="make">Creates the network, with any weights.</param>
    /// <param name="path">The weights' file.</param>
    /// <returns>The network, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or belongs to another model.</exception>
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

/// <summary>The accuracy of a network that classifies digits.</summary>
public static class ClassifierAccuracy
{
    /// <summary>Computes the fraction of a data set's pictures that the network classifies correctly.</summary>
    /// <param name="network">The classifier or the inspector; it is left in inference mode.</param>
    /// <param name="data">Pictures with their labels; the caller owns them.</param>
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
