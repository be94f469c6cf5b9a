using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class NearestTrainingTests
{
    [Fact]
    public void It_is_what_comparing_every_pair_gives()
    {
        using var training = Repository.LoadMnist(DataSplit.Test);
        using var random = TorchRuntime.Random(1);
        using var dust = torch.rand(3, 784, generator: random);
        using var result = torch.NewDisposeScope();
        var images = torch.cat([dust, training.RandomBatch(2, random) * 0.6]);

        var nearest = NearestTraining.Find(images, training);

        byte[][] pixels = [.. training.Images.data<byte>().ToArray().Chunk(784)];
        float[][] pictures = [.. images.data<float>().ToArray().Chunk(784)];
        for (int i = 0; i < pictures.Length; i++)
        {
            double[] distances = [.. pixels.Select(real => Distance(pictures[i], real))];
            Assert.Equal(distances.Min(), nearest.Distances[i], 1e-5);
            Assert.Equal(distances.Min(), distances[nearest.Indices[i]], 1e-9);
        }

        static double Distance(float[] picture, byte[] real)
        {
            double sum = 0;
            for (int i = 0; i < real.Length; i++)
                sum += (picture[i] - (real[i] / 255.0)) * (picture[i] - (real[i] / 255.0));
            return Math.Sqrt(sum);
        }
    }

    [Fact]
    public void A_copy_is_found_wherever_it_is_and_at_no_distance_at_all()
    {
        using var training = Repository.LoadMnist(DataSplit.Test);
        using var indices = torch.tensor(new long[] { 0, 5_999, 6_000, 9_999 });
        using var copies = training.Batch(indices);
        var nearest = NearestTraining.Find(copies, training);
        Assert.Equal([0, 5_999, 6_000, 9_999], nearest.Indices);
        Assert.Equal([0, 0, 0, 0], nearest.Distances);
    }

    [Fact]
    public void The_median_lies_in_the_middle()
    {
        Assert.Equal(2, new NearestTraining([9, 1, 2], [0, 0, 0]).Median);
        Assert.Equal(3, new NearestTraining([9, 1, 2, 4], [0, 0, 0, 0]).Median);
        Assert.Equal(1, new NearestTraining([9, 1, 2, 4], [0, 0, 0, 0]).Smallest);
    }

    [Fact]
    public void What_is_not_pictures_is_refused()
    {
        using var training = Digits.Part(0, 10);
        using var narrow = torch.zeros(5, 100);
        using var signed = torch.full(5, 784, -1f);
        using var broken = torch.full(5, 784, float.NaN);
        Assert.Equal(
            "Found pictures as Float32 of shape [5, 100], expected Float32 of shape [N, 784].",
            Assert.Throws<OneSentenceException>(() => NearestTraining.Find(narrow, training)).Message);
        Assert.Equal("Found pixels from -1 to -1, expected 0 to 1.", Assert.Throws<OneSentenceException>(() => NearestTraining.Find(signed, training)).Message);
        Assert.Equal("Found pixels from NaN to NaN, expected 0 to 1.", Assert.Throws<OneSentenceException>(() => NearestTraining.Find(broken, training)).Message);
    }
}
