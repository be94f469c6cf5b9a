using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>What a classifier sees in many pictures, and which digits it takes them for.</summary>
/// <remarks>Owns its tensors: dispose it when they are no longer needed.</remarks>
public sealed class DigitFeatures : IDisposable
{
    private const int BlockSize = 100;

    private DigitFeatures(torch.Tensor features, torch.Tensor logits)
    {
        Features = features.DetachFromDisposeScope();
        Logits = logits.DetachFromDisposeScope();
    }

    /// <summary>The classifier's penultimate layer: float64 [N, 64], 0 or more. Owned by this object.</summary>
    public torch.Tensor Features { get; }

    /// <summary>The classifier's verdicts before the softmax: float64 [N, 10]. Owned by this object.</summary>
    public torch.Tensor Logits { get; }

    /// <summary>How many pictures there are: N.</summary>
    public int Count => (int)Features.shape[0];

    /// <summary>Shows pictures to a classifier.</summary>
    /// <param name="classifier">The classifier; it is left in inference mode.</param>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <exception cref="ReaderException">The pictures are of another shape or range, or some pixels are not numbers.</exception>
    public static DigitFeatures Extract(DigitClassifier classifier, torch.Tensor images)
    {
        PictureCheck.Require(images);
        return Extract(classifier, images.shape[0], indices => images.index_select(0, indices));
    }

    /// <summary>Shows the pictures of a data set to a classifier.</summary>
    /// <param name="classifier">The classifier; it is left in inference mode.</param>
    /// <param name="data">Pictures of 28 x 28 pixels; they stay the caller's.</param>
    public static DigitFeatures Extract(DigitClassifier classifier, ImageDataSet data) => Extract(classifier, data.Count, data.Batch);

    /// <summary>The digit that the classifier takes each picture for.</summary>
    /// <returns>int64 [N], 0 to 9; the caller owns it.</returns>
    public torch.Tensor Digits() => Logits.argmax(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Logits.Dispose();
    }

    private static DigitFeatures Extract(DigitClassifier classifier, long count, Func<torch.Tensor, torch.Tensor> batch)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        classifier.eval();
        var features = torch.empty(count, DigitClassifier.FeatureCount, dtype: torch.float64);
        var logits = torch.empty(count, DigitClassifier.DigitCount, dtype: torch.float64);
        foreach (var (start, length) in Blocks.Split(count, BlockSize))
        {
            using var block = torch.NewDisposeScope();
            var seen = classifier.Features(batch(torch.arange(start, start + length)));
            features.narrow(0, start, length).copy_(seen);
            logits.narrow(0, start, length).copy_(classifier.Decide(seen));
        }

        return new DigitFeatures(features, logits);
    }
}

/// <summary>Cuts a long row of things into blocks, so that no table of all pairs has to be in memory at once.</summary>
internal static class Blocks
{
    /// <summary>Where each block starts and how long it is; the last may be shorter.</summary>
    public static IEnumerable<(long Start, long Length)> Split(long count, long size)
    {
        for (long start = 0; start < count; start += size)
            yield return (start, Math.Min(size, count - start));
    }
}
