using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class ConvDiscriminatorTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly torch.Tensor images;

    public ConvDiscriminatorTests() => images = torch.rand(6, 784, generator: random);

    public void Dispose()
    {
        images.Dispose();
        random.Dispose();
    }

    [Fact]
    public void The_maps_of_7_x_7_decide_the_size_of_the_hidden_layer()
    {
        using var discriminator = new ConvDiscriminator(random, width: 8, innerWidth: 12);
        var shapes = discriminator.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter.shape);
        Assert.Equal([12, 8, 4, 4], shapes["conv2.weight"]);
        Assert.Equal([24, 12 * 7 * 7], shapes["dense1.weight"]);
    }

    [Fact]
    public void It_has_the_documented_size()
    {
        using var discriminator = new ConvDiscriminator(random);
        Assert.Equal(418_385, discriminator.Summary(784).TrainableParameters);
        Assert.Empty(discriminator.buffers());
    }

    [Fact]
    public void It_judges_rows_of_pixels_and_pictures_alike_before_and_behind_the_sigmoid()
    {
        using var scope = torch.NewDisposeScope();
        using var discriminator = new ConvDiscriminator(random);
        var logits = discriminator.Logits(images);
        Assert.Equal([6, 1], logits.shape);
        Assert.Equal(logits.data<float>().ToArray(), discriminator.Logits(images.view(6, 28, 28)).data<float>().ToArray());
        Assert.Equal(logits.sigmoid().data<float>().ToArray(), discriminator.call(images).data<float>().ToArray());
    }

    [Fact]
    public void A_verdict_depends_on_its_own_picture_alone()
    {
        using var scope = torch.NewDisposeScope();
        using var discriminator = new ConvDiscriminator(random);
        discriminator.train();
        Assert.True(discriminator.Logits(images)[..2].allclose(discriminator.Logits(images[..2])));
    }

    [Fact]
    public void The_label_says_which_of_the_verdicts_counts()
    {
        using var scope = torch.NewDisposeScope();
        using var discriminator = new ConvDiscriminator(random, labelCount: 10);
        long[] labels = [3, 1, 4, 1, 5, 9];
        var verdicts = discriminator.call(images);
        var counting = discriminator.Logits(images, torch.tensor(labels)).sigmoid();
        Assert.Equal([6, 10], verdicts.shape);
        Assert.Equal([6, 1], counting.shape);
        Assert.Equal(labels.Select((label, i) => verdicts[i, label].item<float>()), counting.data<float>().ToArray());
    }

    [Fact]
    public void Labels_have_to_fit()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = new ConvDiscriminator(random);
        using var conditional = new ConvDiscriminator(random, labelCount: 10);
        Assert.Contains("found labels, expected none", Assert.Throws<OneSentenceException>(() => plain.Logits(images, torch.zeros(6, torch.int64))).Message, StringComparison.Ordinal);
        Assert.Contains("found none, expected one for each of 6", Assert.Throws<OneSentenceException>(() => conditional.Logits(images)).Message, StringComparison.Ordinal);
        Assert.Contains("got 5 labels", Assert.Throws<OneSentenceException>(() => conditional.Logits(images, torch.zeros(5, torch.int64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var oneRandom = TorchRuntime.Random(1);
        using var one = new ConvDiscriminator(oneRandom);
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new ConvDiscriminator(sameRandom);
        using var other = new ConvDiscriminator(oneRandom);
        Assert.Equal(Weights.Read(one), Weights.Read(same));
        Assert.NotEqual(Weights.Read(one), Weights.Read(other));
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("labelCount", () => new ConvDiscriminator(random, labelCount: -1));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new ConvDiscriminator(random, width: 0));
        Assert.Throws<ArgumentOutOfRangeException>("innerWidth", () => new ConvDiscriminator(random, innerWidth: 0));
    }

    [Fact]
    public void Asking_for_a_verdict_leaves_one_tensor_and_disposing_it_none()
    {
        using var labels = torch.zeros(6, torch.int64);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var discriminator = new ConvDiscriminator(random, labelCount: 10))
        {
            long made = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            using var noGradient = torch.no_grad();
            using var verdicts = discriminator.Logits(images, labels);
            Assert.Equal(made + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
