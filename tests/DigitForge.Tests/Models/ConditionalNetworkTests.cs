using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class ConditionalNetworkTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Generator generator;
    private readonly Discriminator discriminator;
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly torch.Tensor noise;
    private readonly torch.Tensor images;
    private readonly torch.Tensor labels = torch.tensor(new long[] { 2, 0, 2 });
    private readonly torch.Tensor rows = torch.tensor(new float[,] { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 0, 1 } });

    public ConditionalNetworkTests()
    {
        generator = new Generator(random, labelCount: 3);
        discriminator = new Discriminator(random, labelCount: 3);
        noise = torch.randn(3, 100, generator: random);
        images = torch.rand(3, 28, 28, generator: random);
    }

    public void Dispose()
    {
        scope.Dispose();
        generator.Dispose();
        discriminator.Dispose();
        random.Dispose();
    }

    [Fact]
    public void A_label_is_a_row_with_a_one_in_its_place() =>
        Assert.Equal(rows.data<float>().ToArray(), OneHot.Encode(labels, 3).data<float>().ToArray());

    [Fact]
    public void The_generator_gets_the_row_beside_the_noise() => Assert.Equal(
        generator.call(torch.cat([noise, rows], 1)).data<float>().ToArray(),
        generator.Draw(noise, labels).data<float>().ToArray());

    [Fact]
    public void The_discriminator_gets_the_row_beside_the_pixels() => Assert.Equal(
        discriminator.call(torch.cat([images.view(3, 784), rows], 1)).data<float>().ToArray(),
        discriminator.Logits(images, labels).sigmoid().data<float>().ToArray());

    [Fact]
    public void Three_labels_are_three_more_rows_of_weights_in_each_network()
    {
        Assert.Equal(1_489_936 + (3 * 256), generator.Summary(103).TrainableParameters);
        Assert.Equal(533_505 + (3 * 512), discriminator.Summary(787).TrainableParameters);
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused_in_a_sentence()
    {
        using var plain = new Generator(random);
        using var judge = new Discriminator(random);
        string Refusal(Func<torch.Tensor> ask) => Assert.Throws<OneSentenceException>(ask).Message;

        Assert.Equal("The Generator was made without labels: found labels, expected none.", Refusal(() => plain.Draw(noise, labels)));
        Assert.Equal("The Discriminator was made without labels: found labels, expected none.", Refusal(() => judge.Logits(images, labels)));
        Assert.Equal("The Generator was made with 3 labels: found none, expected one for each of 3 pictures.", Refusal(() => generator.Draw(noise)));
        Assert.Equal("The Discriminator was made with 3 labels: found none, expected one for each of 3 pictures.", Refusal(() => discriminator.Logits(images)));
        Assert.Equal("The Generator got 2 labels, expected one for each of 3 pictures.", Refusal(() => generator.Draw(noise, labels[..2])));
        Assert.Equal("Found labels from 1 to 3, expected 0 to 2.", Refusal(() => generator.Draw(noise, labels.clamp(1) + torch.tensor(new long[] { 1, 0, 0 }))));
        Assert.Equal("Found labels of the type Float32 and the shape [3], expected Int64 and one dimension.", Refusal(() => generator.Draw(noise, labels.to(torch.float32))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Generator(random, labelCount: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Discriminator(random, labelCount: -1));
    }

    [Fact]
    public void Drawing_and_judging_leave_one_tensor_each()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var pictures = generator.Draw(noise, labels);
        using var verdicts = discriminator.Logits(pictures, labels);
        Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
