using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>The trained classifier that the repository ships in <c>data/models</c>, so that everybody measures with the same yardstick.</summary>
public static class ShippedClassifier
{
    /// <summary>The file in <c>data/models</c>.</summary>
    public const string FileName = "digit-classifier.safetensors";

    /// <summary>Loads it.</summary>
    /// <param name="folder">Where the file is.</param>
    /// <returns>The classifier, in inference mode; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged or another model's.</exception>
    public static DigitClassifier Load(string folder)
    {
        using var random = TorchRuntime.Random(seed: 0);
        var classifier = new DigitClassifier(random);
        classifier.LoadWeights(Path.Combine(folder, FileName));
        classifier.eval();
        return classifier;
    }
}
