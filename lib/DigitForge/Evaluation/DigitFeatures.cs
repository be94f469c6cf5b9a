using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>A network's features and logits for many pictures.</summary>
/// <remarks>Owns its tensors: dispose it when they are no longer needed.</remarks>
public sealed class DigitFeatures : IDisposable
{
    private const int BlockSize = 100;

    private DigitFeatures(torch.Tensor features, torch.Tensor logits)
    {
        Features = features.DetachFromDisposeScope();
        Logits = logits.DetachFromDisposeScope();
    }

    /// <summary>The outputs of the network's penultimate layer: float64 [N, 64], 0 or more. Owned by this object.</summary>
    public torch.Tensor Features { get; }

    /// <summary>The logits of the ten digits: float64 [N, 10]. Owned by this object.</summary>
    public torch.Tensor Logits { get; }

    /// <summary>The number of pictures: N.</summary>
    public int Count => (int)Features.shape[0];

    /// <summary>Computes the features of pictures.</summary>
    /// <param name="network">The network; it is left in inference mode.</param>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <exception cref="OneSentenceException">The pictures have another shape or range, or contain NaN.</exception>
    public static DigitFeatures Extract(FeatureNetwork network, torch.Tensor images)
    {
        PictureCheck.Require(images);
        return Extract(network, images.shape[0], indices => images.index_select(0, indices));
    }

    /// <summary>Computes the features of a data set's pictures.</summary>
    /// <param name="network">The network; it is left in inference mode.</param>
    /// <param name="data">Pictures of 28 x 28 pixels; the caller owns them.</param>
    /// <exception cref="OneSentenceException">The data set is empty, or its pictures have another size.</exception>
    public static DigitFeatures Extract(FeatureNetwork network, ImageDataSet data)
    {
        PictureCheck.Require(data);
        return Extract(network, data.Count, data.Batch);
    }

    /// <summary>The digit as which the network classifies each picture.</summary>
    /// <returns>int64 [N], 0 to 9; the caller owns it.</returns>
    public torch.Tensor Digits() => Logits.argmax(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Logits.Dispose();
    }

    private static DigitFeatures Extract(FeatureNetwork network, long count, Func<torch.Tensor, torch.Tensor> batch)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        network.eval();
        var features = torch.empty(count, FeatureNetwork.FeatureCount, dtype: torch.float64);
        var logits = torch.empty(count, DigitClassifier.DigitCount, dtype: torch.float64);
        foreach (var (start, length) in Blocks.Split(count, BlockSize))
        {
            using var block = torch.NewDisposeScope();
            // The last block is filled up with pictures from the start. torch computes batches of different sizes in a different order, so
            // the last digits of a picture's features would depend on the number of pictures. A copy must have the features of its
            // original.
            var seen = network.Features(batch(torch.arange(start, start + BlockSize).remainder(count)));
            features.narrow(0, start, length).copy_(seen.narrow(0, 0, length));
            logits.narrow(0, start, length).copy_(network.Decide(seen).narrow(0, 0, length).narrow(1, 0, DigitClassifier.DigitCount));
        }

        return new DigitFeatures(features, logits);
    }
}

/// <summary>Rejects invalid features before they become a figure that looks like a result, or an exception from torch.</summary>
internal static class FeatureCheck
{
    // Distances and covariances are sums of squares. The limit leaves room for products of two of them, which must stay below 1e308.
    private const double Largest = 1e60;

    /// <summary>Requires valid features: float64 [N, D], all finite.</summary>
    /// <param name="features">The features to check.</param>
    /// <param name="leastCount">The smallest number of rows.</param>
    /// <param name="why">Why this number is needed, as the end of a sentence.</param>
    /// <exception cref="OneSentenceException">The features are not valid.</exception>
    public static void Require(torch.Tensor features, long leastCount = 1, [English] string why = "")
    {
        if (features.dtype != torch.float64 || features.dim() != 2 || features.shape[1] == 0)
            throw new OneSentenceException($"Found features as {features.dtype} of shape [{ShapeText.Join(features.shape)}], expected Float64 of shape [N, D].");
        if (features.shape[0] < leastCount)
            throw new OneSentenceException($"Found {features.shape[0]} pictures, expected at least {leastCount}{Language.Text(why)}.");

        using var scope = torch.NewDisposeScope();
        // The maximum of numbers that include NaN is NaN.
        double largest = features.detach().abs().max().item<double>();
        if (!(largest <= Largest))
            throw new OneSentenceException($"Found features up to {largest}, expected finite numbers of at most {Largest:G1}.");
    }

    /// <summary>Requires the same number of features for two sets of pictures.</summary>
    /// <exception cref="OneSentenceException">The numbers differ.</exception>
    public static void RequireSameSize(long one, long other)
    {
        if (one != other)
            throw new OneSentenceException($"Found {one} features for each picture of one kind and {other} for the other, expected the same number.");
    }
}
