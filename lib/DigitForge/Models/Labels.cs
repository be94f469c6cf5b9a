using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Models;

/// <summary>One-hot rows: for each label, a row of zeros with a one at the label's position.</summary>
public static class OneHot
{
    /// <summary>Encodes labels as one-hot rows.</summary>
    /// <param name="labels">int64 [B], each 0 to <paramref name="count"/> - 1.</param>
    /// <param name="count">The number of different labels: L.</param>
    /// <returns>float32 [B, L]; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The labels have another type or shape, or are out of range.</exception>
    public static torch.Tensor Encode(torch.Tensor labels, int count)
    {
        if (labels.dtype != torch.int64 || labels.dim() != 1)
            throw new OneSentenceException($"Found labels of the type {labels.dtype} and the shape [{ShapeText.Join(labels.shape)}], expected Int64 and one dimension.");
        using var scope = torch.NewDisposeScope();
        if (labels.numel() > 0 && (labels.min().item<long>() < 0 || labels.max().item<long>() >= count))
            throw new OneSentenceException($"Found labels from {labels.min().item<long>()} to {labels.max().item<long>()}, expected 0 to {count - 1}.");
        return torch.nn.functional.one_hot(labels, count).to(torch.float32).MoveToOuterDisposeScope();
    }

    /// <summary>Builds a network's input: the values alone, or the values followed by the labels' one-hot rows.</summary>
    /// <param name="network">The network's name, for messages.</param>
    /// <param name="values">float32 [B, n].</param>
    /// <param name="labels">int64 [B]; null for a network without labels.</param>
    /// <param name="count">The number of labels that the network knows; 0 for a network without labels.</param>
    /// <returns>float32 [B, n + <paramref name="count"/>]; <paramref name="values"/> itself if there are no labels.</returns>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or they do not match the batch.</exception>
    internal static torch.Tensor Append(string network, torch.Tensor values, torch.Tensor? labels, int count)
    {
        Require(network, labels, count, values.shape[0]);
        return labels is null ? values : torch.cat([values, Encode(labels, count)], dim: 1);
    }

    /// <summary>Requires one label for each picture if the network knows labels, and no labels otherwise.</summary>
    /// <param name="network">The network's name, for messages.</param>
    /// <param name="labels">int64 [B], or null.</param>
    /// <param name="count">The number of labels that the network knows; 0 for a network without labels.</param>
    /// <param name="pictures">The number of pictures: B.</param>
    /// <exception cref="OneSentenceException">Labels are missing or unexpected, or their number is wrong.</exception>
    internal static void Require(string network, torch.Tensor? labels, int count, long pictures)
    {
        if (labels is null && count > 0)
            throw new OneSentenceException($"The {Language.Known(network)} was made with {count} labels: found none, expected one for each of {pictures} pictures.");
        if (labels is not null && count == 0)
            throw new OneSentenceException($"The {Language.Known(network)} was made without labels: found labels, expected none.");
        if (labels is not null && labels.numel() != pictures)
            throw new OneSentenceException($"The {Language.Known(network)} got {labels.numel()} labels, expected one for each of {pictures} pictures.");
    }
}
