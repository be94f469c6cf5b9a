using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class DigitClassifierTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly DigitClassifier classifier;

    public DigitClassifierTests()
    {
        classifier = new DigitClassifier(random);
        classifier.eval();
    }

    public void Dispose()
    {
        classifier.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_has_the_documented_size()
    {
        var summary = classifier.Summary(784);
        Assert.Equal((220_330, 192), (summary.TrainableParameters, summary.RunningStatistics));
    }

    [Fact]
    public void Features_and_decision_are_the_two_halves_of_it()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.rand(5, 784, generator: random);
        var features = classifier.Features(images);

        Assert.Equal([5, DigitClassifier.FeatureCount], features.shape);
        Assert.All(features.data<float>().ToArray(), feature => Assert.True(feature >= 0));
        Assert.Equal([5, DigitClassifier.DigitCount], classifier.Decide(features).shape);
        Assert.Equal(classifier.call(images).data<float>().ToArray(), classifier.Decide(features).data<float>().ToArray());
    }

    [Fact]
    public void Pictures_and_rows_of_pixels_are_the_same_to_it()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.rand(5, 28, 28, generator: random);
        Assert.Equal(
            classifier.Features(images.view(5, 784)).data<float>().ToArray(),
            classifier.Features(images).data<float>().ToArray());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new DigitClassifier(sameRandom);
        using var other = new DigitClassifier(random);
        Assert.Equal(Weights.Read(classifier), Weights.Read(same));
        Assert.NotEqual(Weights.Read(classifier), Weights.Read(other));
    }

    [Fact]
    public void Disposing_it_frees_every_tensor()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        new DigitClassifier(random).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Asking_for_features_and_a_decision_leaves_two_tensors_only()
    {
        using var images = torch.rand(5, 784, generator: random);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var features = classifier.Features(images);
        using var decision = classifier.Decide(features);
        Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
