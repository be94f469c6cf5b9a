using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

/// <summary>Pictures whose figures are known in advance.</summary>
public sealed class EvaluatorTests(EvaluatorFixture fixture) : IClassFixture<EvaluatorFixture>
{
    private EvaluationResult Real => fixture.RealResult;

    [Fact]
    public void Real_against_other_real_is_good_in_everything()
    {
        Assert.Equal(1_000, Real.Count);
        Assert.InRange(Real.PrecisionRecall.Precision, 0.8, 1);
        Assert.InRange(Real.PrecisionRecall.Recall, 0.8, 1);
        Assert.InRange(Real.DensityCoverage.Density, 0.9, 1.1);
        Assert.InRange(Real.DensityCoverage.Coverage, 0.9, 1);
        Assert.InRange(Real.ClassifierScore, 9, 10);
        Assert.InRange(Real.DigitShares.DivergenceFromUniform, 0, 0.02);
        Assert.InRange(Real.NearestTraining.Smallest, 0.1, 28);
    }

    [Fact]
    public void The_real_images_themselves_are_at_no_distance()
    {
        using var indices = torch.arange(fixture.Test.Count);
        using var images = fixture.Test.Batch(indices);
        var result = fixture.Evaluator.Evaluate(images);
        Assert.Equal(0, result.FrechetDistance, 1e-6);
        Assert.Equal(new PrecisionRecall(1, 1), result.PrecisionRecall);
        Assert.Equal(1, result.DensityCoverage.Coverage);
    }

    [Fact]
    public void One_image_repeated_is_precise_and_not_varied()
    {
        using var index = torch.zeros(500, dtype: torch.int64);
        using var images = fixture.Test.Batch(index);
        var result = fixture.Evaluator.Evaluate(images);
        Assert.Equal(1, result.PrecisionRecall.Precision);
        Assert.InRange(result.PrecisionRecall.Recall, 0, 0.002);
        Assert.InRange(result.DensityCoverage.Coverage, 0.001, 0.02);
        Assert.Equal(1, result.ClassifierScore, 1e-6);
        Assert.Equal(Math.Log(10), result.DigitShares.DivergenceFromUniform, 1e-9);
        Assert.True(result.FrechetDistance > 20 * Real.FrechetDistance, $"{result}\n{Real}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(133)]
    public void A_pictures_features_do_not_depend_on_how_many_others_there_are(int count)
    {
        using var scope = torch.NewDisposeScope();
        using var classifier = ShippedClassifier.Load(Repository.ModelsFolder);
        using var all = DigitFeatures.Extract(classifier, fixture.Test.Batch(torch.arange(200)));
        using var some = DigitFeatures.Extract(classifier, fixture.Test.Batch(torch.arange(count)));
        Assert.Equal([count, 64], some.Features.shape);
        Assert.Equal(all.Features[..count].data<double>().ToArray(), some.Features.data<double>().ToArray());
        Assert.Equal(all.Logits[..count].data<double>().ToArray(), some.Logits.data<double>().ToArray());
    }

    [Fact]
    public void Noise_is_neither_good_nor_varied()
    {
        using var random = TorchRuntime.Random(1);
        using var noise = torch.rand(500, 784, generator: random);
        var result = fixture.Evaluator.Evaluate(noise);
        Assert.InRange(result.PrecisionRecall.Precision, 0, 0.05);
        Assert.InRange(result.PrecisionRecall.Recall, 0, 0.05);
        Assert.InRange(result.DensityCoverage.Density, 0, 0.05);
        Assert.InRange(result.DensityCoverage.Coverage, 0, 0.05);
        Assert.True(result.FrechetDistance > 20 * Real.FrechetDistance, $"{result}\n{Real}");
        Assert.True(result.NearestTraining.Smallest > Real.NearestTraining.Median);
    }

    [Fact]
    public void Nine_digits_are_good_and_one_tenth_less_varied()
    {
        var result = fixture.Evaluate(Digits.Part(2_000, 1_000, digit => digit != 4), "no 4");
        Assert.InRange(result.DigitShares.Shares[4], 0, 0.01);
        Assert.InRange(result.DigitShares.DivergenceFromUniform, Math.Log(10 / 9.0) - 0.02, Math.Log(10 / 9.0) + 0.02);
        Assert.InRange(result.PrecisionRecall.Precision, 0.8, 1);
        Assert.InRange(result.PrecisionRecall.Recall, Real.PrecisionRecall.Recall - 0.15, Real.PrecisionRecall.Recall - 0.05);
        Assert.InRange(result.DensityCoverage.Coverage, Real.DensityCoverage.Coverage - 0.15, Real.DensityCoverage.Coverage - 0.05);
        Assert.InRange(result.ClassifierScore, Real.ClassifierScore - 1.2, Real.ClassifierScore - 0.6);
        Assert.True(result.FrechetDistance > 2 * Real.FrechetDistance, $"{result}\n{Real}");
    }

    [Fact]
    public void Memorised_images_are_at_no_distance_from_the_training_images()
    {
        using var indices = torch.arange(500);
        using var images = fixture.Training.Batch(indices);
        var nearest = fixture.Evaluator.Evaluate(images).NearestTraining;
        Assert.Equal(new double[500], nearest.Distances);
        Assert.Equal(Enumerable.Range(0, 500), nearest.Indices);
    }

    [Fact]
    public void A_result_shows_itself_one_figure_a_line()
    {
        string lines = Real.ToString();
        Assert.StartsWith("other real: 1,000 pictures\nFrechet distance ", lines, StringComparison.Ordinal);
        Assert.Contains("not an Inception FID", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluating_leaves_no_live_tensor_behind()
    {
        using var random = TorchRuntime.Random(1);
        using var noise = torch.rand(20, 784, generator: random);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        fixture.Evaluator.Evaluate(noise);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_is_not_pictures_is_refused()
    {
        using var signed = torch.full(5, 784, -1f);
        using var few = torch.zeros(3, 784);
        Assert.Equal("Found pixels from -1 to -1, expected 0 to 1.", Assert.Throws<OneSentenceException>(() => fixture.Evaluator.Evaluate(signed)).Message);
        Assert.Equal(
            "Found 3 pictures, expected at least 4, so that each has 3 neighbours.",
            Assert.Throws<OneSentenceException>(() => fixture.Evaluator.Evaluate(few)).Message);
    }
}
