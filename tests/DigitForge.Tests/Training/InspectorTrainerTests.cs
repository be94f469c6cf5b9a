using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class InspectorTrainerTests
{
    [Fact]
    public void Three_thousand_pictures_teach_it_to_read_and_to_name_damage_it_has_not_seen()
    {
        using var scope = torch.NewDisposeScope();
        using var training = Digits.Part(0, 3_000);
        using var unseen = Digits.Part(3_000, 500);
        var random = TorchRuntime.Random(1);
        using var inspector = new DigitInspector(random);
        var heard = new List<ClassifierProgress>();

        InspectorTrainer.Train(inspector, training, random, epochs: 8, new InlineProgress<ClassifierProgress>(heard.Add));

        Assert.True(heard[7].Loss < heard[0].Loss / 2, string.Join("; ", heard));
        Assert.InRange(ClassifierAccuracy.Measure(inspector, unseen), 0.8, 1);
        Assert.False(inspector.training);

        var clean = unseen.Batch(torch.arange(500));
        var dusty = Damage.Dust(clean, torch.full(500, 0.05f), random);
        var broken = Damage.Holes(clean, torch.full(500, 0.3f), random);
        Assert.True(Named(dusty, 0) > Named(clean, 0) + 0.3, $"dust: {Named(clean, 0):F2}, {Named(dusty, 0):F2}");
        Assert.True(Named(broken, 1) > Named(clean, 1) + 0.3, $"holes: {Named(clean, 1):F2}, {Named(broken, 1):F2}");

        double Named(torch.Tensor pictures, int damage) => inspector.call(pictures)[.., DigitClassifier.DigitCount + damage].mean().item<float>();
    }

    [Fact]
    public void Its_summary_counts_its_parameters()
    {
        using var random = TorchRuntime.Random(1);
        using var inspector = new DigitInspector(random);
        Assert.Equal(220_590, inspector.parameters().Sum(parameter => parameter.numel()));
    }
}
