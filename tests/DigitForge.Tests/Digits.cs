using DigitForge.Data;

namespace DigitForge.Tests;

/// <summary>Small parts of MNIST, so that tests are quick.</summary>
internal static class Digits
{
    private static readonly Lazy<(byte[] Pixels, byte[] Labels)> Test = new(() =>
    {
        using var mnist = Repository.LoadMnist(DataSplit.Test);
        return (mnist.Images.data<byte>().ToArray(), [.. mnist.Labels.data<long>().ToArray().Select(label => (byte)label)]);
    });

    /// <summary>Selects test images from an index on, in their order.</summary>
    public static ImageDataSet Part(int start, int count, Func<int, bool>? isWanted = null)
    {
        const int pixels = 28 * 28;
        int[] chosen = [.. Enumerable.Range(start, Test.Value.Labels.Length - start)
            .Where(i => isWanted is null || isWanted(Test.Value.Labels[i]))
            .Take(count)];
        return ImageDataSet.From(
            new IdxArray([chosen.Length, 28, 28], [.. chosen.SelectMany(i => Test.Value.Pixels[(i * pixels)..((i + 1) * pixels)])]),
            new IdxArray([chosen.Length], [.. chosen.Select(i => Test.Value.Labels[i])]),
            DataSets.Mnist.ClassNames,
            "part of MNIST");
    }
}
