using DigitForge.Data;
using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

/// <summary>Invalid input is rejected in a sentence before it becomes a figure, or an exception from torch.</summary>
public sealed class FeatureCheckTests
{
    private static readonly Func<torch.Tensor, torch.Tensor, object>[] Figures =
    [
        (real, generated) => FrechetDistance.Between(real, generated),
        (real, generated) => PrecisionRecall.Compute(real, generated),
        (real, generated) => DensityCoverage.Compute(real, generated),
    ];

    public FeatureCheckTests() => NativeLibraries.EnsureLoaded();

    [Theory]
    [InlineData(double.NaN, "Found features up to NaN, expected finite numbers of at most 1E+60.")]
    [InlineData(double.PositiveInfinity, "Found features up to Infinity, expected finite numbers of at most 1E+60.")]
    [InlineData(double.NegativeInfinity, "Found features up to Infinity, expected finite numbers of at most 1E+60.")]
    [InlineData(-1e200, "Found features up to 1E+200, expected finite numbers of at most 1E+60.")]
    public void Features_that_are_no_finite_numbers_have_no_figures(double odd, string sentence)
    {
        using var scope = torch.NewDisposeScope();
        var good = Points.Normal(20, 3, seed: 1);
        var bad = good.clone();
        bad[3, 1] = odd;
        Assert.Equal([sentence, sentence, sentence], Figures.Select(figure => Refusal(() => figure(bad, good))));
        Assert.Equal([sentence, sentence, sentence], Figures.Select(figure => Refusal(() => figure(good, bad))));
    }

    [Fact]
    public void The_largest_features_have_finite_figures()
    {
        using var scope = torch.NewDisposeScope();
        var large = Points.Normal(20, 3, seed: 1).clamp(-1, 1) * 1e60;
        Assert.True(double.IsFinite(FrechetDistance.Between(large, Points.Normal(20, 3, seed: 2))));
        Assert.Equal(new PrecisionRecall(1, 1), PrecisionRecall.Compute(large, large));
    }

    public static TheoryData<string, Func<torch.Tensor>> Odd => new()
    {
        { "Found features as Float32 of shape [20, 3], expected Float64 of shape [N, D].", () => torch.ones(20, 3) },
        { "Found features as Int64 of shape [20, 3], expected Float64 of shape [N, D].", () => torch.ones(20, 3, torch.int64) },
        { "Found features as Float64 of shape [60], expected Float64 of shape [N, D].", () => torch.ones(60, torch.float64) },
        { "Found features as Float64 of shape [20, 3, 1], expected Float64 of shape [N, D].", () => torch.ones(20, 3, 1, torch.float64) },
        { "Found features as Float64 of shape [20, 0], expected Float64 of shape [N, D].", () => torch.ones(20, 0, torch.float64) },
        { "Found features as Float64 of shape [], expected Float64 of shape [N, D].", () => torch.tensor(1.0) },
    };

    [Theory]
    [MemberData(nameof(Odd), DisableDiscoveryEnumeration = true)]
    public void What_is_no_table_of_features_is_named(string sentence, Func<torch.Tensor> make)
    {
        using var scope = torch.NewDisposeScope();
        var good = Points.Normal(20, 3, seed: 1);
        Assert.Equal([sentence, sentence, sentence], Figures.Select(figure => Refusal(() => figure(make(), good))));
        Assert.Equal([sentence, sentence, sentence], Figures.Select(figure => Refusal(() => figure(good, make()))));
    }

    [Fact]
    public void Unequal_numbers_of_features_are_named()
    {
        using var scope = torch.NewDisposeScope();
        string[] sentences = [.. Figures.Select(figure => Refusal(() => figure(Points.Normal(20, 3, seed: 1), Points.Normal(20, 4, seed: 1))))];
        string sentence = "Found 3 features for each picture of one kind and 4 for the other, expected the same number.";
        Assert.Equal([sentence, sentence, sentence], sentences);
    }

    [Fact]
    public void Without_any_picture_there_is_no_figure()
    {
        using var scope = torch.NewDisposeScope();
        var none = torch.ones(0, 3, torch.float64);
        Assert.Equal(
            [
                "Found 0 pictures, expected at least 2: one alone does not vary.",
                "Found 0 pictures, expected at least 4, so that each has 3 neighbours.",
                "Found 0 pictures, expected at least 1.",
            ],
            Figures.Select(figure => Refusal(() => figure(Points.Normal(20, 3, seed: 1), none))));
    }

    [Fact]
    public void Data_sets_have_pictures_of_the_right_size()
    {
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        using var small = ImageDataSet.From(new IdxArray([2, 3, 3], new byte[18]), new IdxArray([2], new byte[2]), classNames: null, "small");
        using var picture = torch.zeros(1, 784);
        const string sentence = "small: found 2 pictures of 9 pixels, expected at least one, each of 784 pixels.";
        Assert.Equal(sentence, Refusal(() => DigitFeatures.Extract(classifier, small)));
        Assert.Equal(sentence, Refusal(() => ClassifierAccuracy.Measure(classifier, small)));
        Assert.Equal(sentence, Refusal(() => NearestTraining.Find(picture, small)));
    }

    [Fact]
    public void What_is_no_list_of_digits_is_named()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal("Found digits of the type Float32 and the shape [2], expected Int64 [N].", Refusal(() => DigitShares.Count(torch.ones(2))));
        Assert.Equal("Found digits of the type Int64 and the shape [0], expected Int64 [N].", Refusal(() => DigitShares.Count(torch.ones(0, torch.int64))));
        Assert.Equal("Found digits from -1 to 1, expected 0 to 9.", Refusal(() => DigitShares.Count(torch.tensor(new long[] { 1, -1 }))));
        Assert.Equal("Found digits from 10 to 10, expected 0 to 9.", Refusal(() => DigitShares.Count(torch.tensor(new long[] { 10 }))));
    }

    private static string Refusal(Func<object> measure) => Assert.Throws<OneSentenceException>(measure).Message;
}
