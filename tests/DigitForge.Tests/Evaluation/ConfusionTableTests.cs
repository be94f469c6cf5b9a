using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class ConfusionTableTests
{
    [Fact]
    public void Asked_for_what_they_show_real_digits_obey_as_often_as_the_classifier_is_right()
    {
        using var scope = torch.NewDisposeScope();
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        using var digits = Digits.Part(0, 1_000);
        var images = digits.Batch(torch.arange(1_000));

        var table = ConfusionTable.Compute(classifier, images, digits.Labels);
        Assert.Equal(ClassifierAccuracy.Measure(classifier, digits), table.Obeyed, 1e-12);
        Assert.Equal(1_000, table.Total);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(digit => digits.Labels.eq(digit).sum().item<long>()),
            table.Counts.Select(row => row.Sum()));
    }

    [Fact]
    public void Asked_for_the_next_digit_they_stand_beside_the_diagonal()
    {
        using var scope = torch.NewDisposeScope();
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        using var fours = Digits.Part(0, 50, digit => digit == 4);
        var table = ConfusionTable.Compute(classifier, fours.Batch(torch.arange(50)), fours.Labels + 1);
        Assert.InRange(table.Counts[5][4], 48, 50);
        Assert.InRange(table.Obeyed, 0, 0.04);
        Assert.True(double.IsNaN(table.ObeyedByDigit[4]));
        Assert.Contains("asked  read:", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_have_to_fit_the_pictures()
    {
        using var scope = torch.NewDisposeScope();
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        var images = torch.zeros(3, 784);
        Assert.StartsWith("Found requests of the type Int64 and the shape [2], expected Int64 [3]", Refusal(torch.zeros(2, torch.int64)), StringComparison.Ordinal);
        Assert.StartsWith("Found requests of the type Float32 and the shape [3]", Refusal(torch.zeros(3)), StringComparison.Ordinal);
        Assert.Equal("Found requests from 10 to 10, expected 0 to 9.", Refusal(torch.full([3], 10, torch.int64)));

        string Refusal(torch.Tensor requested) => Assert.Throws<OneSentenceException>(() => ConfusionTable.Compute(classifier, images, requested)).Message;
    }

    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        using var images = torch.zeros(3, 784);
        using var requested = torch.zeros(3, torch.int64);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ConfusionTable.Compute(classifier, images, requested);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
