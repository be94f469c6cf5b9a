using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

/// <summary>The common part of the training of the classifier and of the inspector.</summary>
public sealed class OneCycleTests
{
    public static TheoryData<string> Networks => ["classifier", "inspector"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_same_seed_gives_the_same_weights_bit_for_bit(string network)
    {
        using var data = Digits.Part(0, 200);
        Assert.Equal(WeightsOf(seed: 1), WeightsOf(seed: 1));
        Assert.NotEqual(WeightsOf(seed: 1), WeightsOf(seed: 2));

        float[] WeightsOf(int seed)
        {
            using var random = TorchRuntime.Random(seed);
            using var trained = Trained(network, data, random, epochs: 1);
            return Weights.Read(trained);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Training_leaves_no_live_tensor_behind(string network)
    {
        using var data = Digits.Part(0, 200);
        using var random = TorchRuntime.Random(1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Trained(network, data, random, epochs: 2).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static FeatureNetwork Trained(string network, ImageDataSet data, torch.Generator random, int epochs)
    {
        if (network == "classifier")
        {
            var classifier = new DigitClassifier(random);
            ClassifierTrainer.Train(classifier, data, random, epochs);
            return classifier;
        }

        var inspector = new DigitInspector(random);
        InspectorTrainer.Train(inspector, data, random, epochs);
        return inspector;
    }
}
