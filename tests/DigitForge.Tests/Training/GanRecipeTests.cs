using DigitForge.Runtime;
using DigitForge.Training;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class GanRecipeTests
{
    [Fact]
    public void The_articles_recipe_has_the_articles_numbers_and_Keras_defaults()
    {
        var recipe = GanRecipe.Article;
        Assert.Equal((10_000, 128, 1_000, 16), (recipe.Iterations, recipe.BatchSize, recipe.SampleInterval, recipe.SampleCount));
        Assert.Equal((1e-3, 0.9, 0.999, 1e-7), (recipe.LearningRate, recipe.Beta1, recipe.Beta2, recipe.Epsilon));
        Assert.True(recipe.DiscriminatorLearns);
        Assert.Equal(recipe with { Name = "article on Keras 3", DiscriminatorLearns = false }, GanRecipe.ArticleOnKeras3);
    }

    public static TheoryData<GanRecipe, string> BadRecipes => new()
    {
        { GanRecipe.Article with { Iterations = 0 }, "Iterations is 0; expected at least 1." },
        { GanRecipe.Article with { BatchSize = -3 }, "BatchSize is -3; expected at least 1." },
        { GanRecipe.Article with { BatchSize = 1 }, "BatchSize is 1; expected at least 2, because batch normalization compares the images of a batch." },
        { GanRecipe.Article with { SampleInterval = 0 }, "SampleInterval is 0; expected at least 1." },
        { GanRecipe.Article with { SampleCount = 0 }, "SampleCount is 0; expected at least 1." },
        { GanRecipe.Article with { LearningRate = 0 }, "LearningRate is 0; expected a number above 0." },
        { GanRecipe.Article with { LearningRate = double.NaN }, "LearningRate is NaN; expected a number above 0." },
        { GanRecipe.Article with { LearningRate = double.PositiveInfinity }, "LearningRate is Infinity; expected a number above 0." },
        { GanRecipe.Article with { Beta1 = 1 }, "Beta1 is 1; expected 0 or more and below 1." },
        { GanRecipe.Article with { Beta2 = -0.1 }, "Beta2 is -0.1; expected 0 or more and below 1." },
        { GanRecipe.Article with { Epsilon = 0 }, "Epsilon is 0; expected a number above 0." },
        { GanRecipe.Article with { Epsilon = double.PositiveInfinity }, "Epsilon is Infinity; expected a number above 0." },
        { GanRecipe.Article with { WarmUp = -1 }, "WarmUp is -1; expected 0 or more." },
        { GanRecipe.Article with { DecayFrom = 1.1 }, "DecayFrom is 1.1; expected 0 to 1." },
        { GanRecipe.Article with { DecayFrom = double.NaN }, "DecayFrom is NaN; expected 0 to 1." },
        { GanRecipe.Article with { DecayFrom = 0.5 }, "DecayFrom is 0.5; expected 1, unless JointStep is true, so that both networks take one step per iteration." },
        { GanRecipe.Article with { Loss = (GanLoss)7 }, "Loss is 7; expected one of CrossEntropy, ClippedCrossEntropy, Relativistic." },
        { GanRecipe.Article with { RealLabel = 0.5 }, "RealLabel is 0.5; expected above 0.5 and up to 1." },
        { GanRecipe.Article with { RealLabel = 1.1 }, "RealLabel is 1.1; expected above 0.5 and up to 1." },
        { GanRecipe.Article with { GradientPenalty = -1 }, "GradientPenalty is -1; expected 0 or more." },
        { GanRecipe.Article with { GradientPenalty = double.NaN }, "GradientPenalty is NaN; expected 0 or more." },
        { GanRecipe.Article with { PenaltyInterval = 0 }, "PenaltyInterval is 0; expected at least 1." },
        { GanRecipe.Article with { AverageDecay = 1 }, "AverageDecay is 1; expected 0 or more and below 1." },
        { GanRecipe.Article with { SharedFakes = true }, "SharedFakes is True; expected false, unless JointStep is true, because the article's two steps draw their fakes without gradients." },
        { GanRecipe.Article with { Loss = GanLoss.Relativistic }, "JointStep is False; expected true with a relativistic loss, which compares real images with fakes." },
        { GanRecipe.Article with { Loss = GanLoss.Relativistic, JointStep = true, RealLabel = 0.9 }, "RealLabel is 0.9; expected 1 with a relativistic loss, which has no target probability." },
    };

    [Theory]
    [MemberData(nameof(BadRecipes))]
    public void A_setting_out_of_range_is_named(GanRecipe recipe, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<OneSentenceException>(recipe.Validate).Message);

    [Fact]
    public void The_learning_rate_falls_in_a_straight_line_behind_the_part_that_is_steady()
    {
        var recipe = GanRecipe.Article with { LearningRate = 1, Iterations = 9, DecayFrom = 0.5, JointStep = true };
        Assert.Equal([1, 1, 1, 1], Enumerable.Range(1, 4).Select(recipe.LearningRateAt));
        double[] falling = [.. Enumerable.Range(5, 6).Select(recipe.LearningRateAt)];
        Assert.All(falling.Zip(falling.Skip(1)), pair => Assert.Equal(1 / 5.5, pair.First - pair.Second, 1e-12));
        Assert.Equal(0, falling[^1]);
        Assert.Equal(0, recipe.LearningRateAt(1_000));
        Assert.Equal(GanRecipe.Article.LearningRate, GanRecipe.Article.LearningRateAt(1_000_000));
    }

    [Fact]
    public void The_learning_rate_rises_in_a_straight_line_during_the_warm_up_and_falls_all_the_same()
    {
        var rising = GanRecipe.Article with { LearningRate = 2, WarmUp = 4 };
        Assert.Equal([0.5, 1, 1.5, 2, 2], Enumerable.Range(1, 5).Select(rising.LearningRateAt));
        var both = rising with { Iterations = 4, DecayFrom = 0, JointStep = true };
        Assert.Equal([0.4, 0.6, 0.6, 0.4, 0], Enumerable.Range(1, 5).Select(step => Math.Round(both.LearningRateAt(step), 12)));
    }

    [Fact]
    public void The_shipped_recipes_are_within_range()
    {
        foreach (var recipe in new[] { GanRecipe.Article, GanRecipe.ArticleOnKeras3, GanRecipe.Steady, GanRecipe.Convolution, GanRecipe.Quick })
            recipe.Validate();
    }
}
