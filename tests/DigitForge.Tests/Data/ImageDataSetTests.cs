using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;
using Shared;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class ImageDataSetTests
{
    [Fact]
    public void A_batch_holds_the_chosen_images_as_parts_of_one()
    {
        using var data = Small();
        using var indices = torch.tensor(new long[] { 2, 0 });
        using var batch = data.Batch(indices);

        Assert.Equal([2, 4], batch.shape);
        Assert.Equal([8 / 255f, 9 / 255f, 10 / 255f, 11 / 255f, 0f, 1 / 255f, 2 / 255f, 3 / 255f], batch.data<float>().ToArray());
    }

    [Fact]
    public void Random_batches_are_the_same_for_the_same_seed_and_others_for_another()
    {
        using var mnist = Repository.LoadMnist(DataSplit.Test);
        Assert.Equal(Pixels(seed: 3), Pixels(seed: 3));
        Assert.NotEqual(Pixels(seed: 3), Pixels(seed: 4));

        float[] Pixels(int seed)
        {
            using var random = TorchRuntime.Random(seed);
            using var batch = mnist.RandomBatch(16, random);
            return batch.data<float>().ToArray();
        }
    }

    [Fact]
    public void Random_batches_choose_from_the_whole_set_with_replacement()
    {
        using var data = Small();
        using var random = TorchRuntime.Random(1);
        using var batch = data.RandomBatch(300, random);
        var firstPixels = batch.select(1, 0).mul(255).round().to(torch.int64).data<long>().ToArray();

        Assert.Equal([0L, 4L, 8L], firstPixels.Distinct().Order());
        Assert.All(firstPixels.GroupBy(pixel => pixel), group => Assert.InRange(group.Count(), 70, 130));
    }

    [Theory]
    [InlineData(new[] { 3, 4 }, new[] { 3 }, "expected 3 dimensions")]
    [InlineData(new[] { 3, 2, 2 }, new[] { 3, 1 }, "expected 1 dimension")]
    [InlineData(new[] { 3, 2, 2 }, new[] { 4 }, "found 3 images and 4 labels")]
    [InlineData(new[] { 0, 2, 2 }, new[] { 0 }, "at least one pixel")]
    public void Arrays_that_do_not_belong_together_give_one_sentence(int[] images, int[] labels, string expected)
    {
        var refusal = Assert.Throws<OneSentenceException>(() => ImageDataSet.From(Zeros(images), Zeros(labels), null, "test"));
        Assert.StartsWith("test: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_without_a_class_is_refused()
    {
        var labels = new IdxArray([3], [0, 1, 2]);
        var refusal = Assert.Throws<OneSentenceException>(() => ImageDataSet.From(Zeros([3, 2, 2]), labels, ["zero", "one"], "test"));
        Assert.Contains("found the label 2, expected 0 to 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_two_IDX_files_can_be_loaded()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("images"), IdxBytes.Counting(3, 2, 2));
        File.WriteAllBytes(folder.File("labels.gz"), IdxBytes.Gzip(IdxBytes.Counting(3)));

        using var data = ImageDataSet.Load(folder.File("images"), folder.File("labels.gz"));

        Assert.Equal(3, data.Count);
        Assert.Equal(["0", "1", "2"], data.ClassNames);
    }

    [Fact]
    public void Disposing_frees_every_tensor()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Small().Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static ImageDataSet Small() =>
        ImageDataSet.From(IdxFile.Parse(IdxBytes.Counting(3, 2, 2), "images"), Zeros([3]), null, "small");

    private static IdxArray Zeros(int[] dimensions) =>
        new(dimensions, new byte[dimensions.Aggregate(1, (product, size) => product * size)]);
}
