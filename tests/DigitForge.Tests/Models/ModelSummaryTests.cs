using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Models;

public sealed class ModelSummaryTests
{
    [Fact]
    public void A_model_built_layer_by_layer_has_the_summary_of_the_librarys_class()
    {
        using var random = TorchRuntime.Random(1);
        using var ready = new Discriminator(random);
        using var byHand = Sequential(
            ("flatten", Flatten()),
            ("dense1", Linear(784, 512)), ("relu1", ReLU()),
            ("dense2", Linear(512, 256)), ("relu2", ReLU()),
            ("dense3", Linear(256, 1)), ("sigmoid", Sigmoid()));

        var lines = byHand.Summary(784).ToString().Split('\n').Skip(1);
        Assert.Equal(ready.Summary(784).ToString().Split('\n').Skip(1), lines);
        Assert.Contains("dense1 (Linear)         [B, 512]               401,920", lines);
    }

    [Fact]
    public void Taking_a_summary_changes_nothing()
    {
        using var random = TorchRuntime.Random(1);
        using var generator = new Generator(random);
        float[] before = Weights.Read(generator);
        generator.train();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        generator.Summary(100);

        Assert.True(generator.training);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(before, Weights.Read(generator));
    }
}
