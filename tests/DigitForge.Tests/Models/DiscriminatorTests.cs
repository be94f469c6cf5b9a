using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class DiscriminatorTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Discriminator discriminator;

    public DiscriminatorTests() => discriminator = new Discriminator(random);

    public void Dispose()
    {
        discriminator.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_has_the_articles_parameters() => Assert.Equal(533_505, discriminator.Summary(784).TrainableParameters);

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_model_in_PyTorch() => Assert.Equal(
        ["dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias", "dense3.weight", "dense3.bias"],
        discriminator.state_dict().Keys);

    [Fact]
    public void Its_verdict_is_the_sigmoid_of_its_logit()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.rand(5, 784, generator: random);
        var verdict = discriminator.call(images);
        var logits = discriminator.Logits(images);

        Assert.Equal([5, 1], verdict.shape);
        Assert.Equal(logits.sigmoid().data<float>().ToArray(), verdict.data<float>().ToArray());
        Assert.All(verdict.data<float>().ToArray(), probability => Assert.InRange(probability, 0f, 1f));
    }

    [Fact]
    public void Pictures_and_rows_of_pixels_are_the_same_to_it()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.rand(5, 28, 28, generator: random);
        Assert.Equal(
            discriminator.call(images.view(5, 784)).data<float>().ToArray(),
            discriminator.call(images).data<float>().ToArray());
    }

    [Fact]
    public void Asking_for_logits_leaves_one_tensor_only()
    {
        using var images = torch.rand(5, 784, generator: random);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (discriminator.Logits(images))
            Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
