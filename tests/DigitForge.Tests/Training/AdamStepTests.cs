using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

/// <summary>One step of Adam: in one pass, and with torch's operations.</summary>
public sealed class AdamStepTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose()
    {
        scope.Dispose();
        random.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_003)]
    public void One_pass_gives_what_torch_gives(int count)
    {
        var (fast, plain) = (new Weights(count, random), new Weights(count, random));
        plain.Copy(fast);
        for (int step = 1; step <= 20; step++)
        {
            var gradient = torch.randn(count, generator: random) * Math.Pow(10, -step);
            AdamStep.Create(GanRecipe.Article, step).Apply(fast.Values, gradient, fast.Mean, fast.Square);
            AdamStep.Create(GanRecipe.Article, step).StepWithTorchOps(plain.Values, gradient, plain.Mean, plain.Square);
        }

        Assert.True(fast.Values.allclose(plain.Values, rtol: 1e-6, atol: 1e-7));
        Assert.True(fast.Mean.allclose(plain.Mean, rtol: 1e-5, atol: 0));
        Assert.True(fast.Square.allclose(plain.Square, rtol: 1e-5, atol: 0));
    }

    [Fact]
    public void Weights_so_many_that_several_threads_share_them_are_changed_as_few_are()
    {
        const int Count = 100_003;
        var (together, apart) = (new Weights(Count, random), new Weights(Count, random));
        apart.Copy(together);
        var step = AdamStep.Create(GanRecipe.Article, 1);
        var gradient = torch.randn(Count, generator: random);

        step.Apply(together.Values, gradient, together.Mean, together.Square);
        for (int start = 0; start < Count; start += 1_000)
        {
            torch.Tensor Part(torch.Tensor whole) => whole.narrow(0, start, Math.Min(1_000, Count - start));
            step.Apply(Part(apart.Values), Part(gradient), Part(apart.Mean), Part(apart.Square));
        }

        Assert.Equal(apart.Values.data<float>().ToArray(), together.Values.data<float>().ToArray());
        Assert.Equal(apart.Mean.data<float>().ToArray(), together.Mean.data<float>().ToArray());
        Assert.Equal(apart.Square.data<float>().ToArray(), together.Square.data<float>().ToArray());
    }

    [Fact]
    public void Both_give_what_the_formula_gives()
    {
        var recipe = GanRecipe.Article;
        foreach (bool inOnePass in new[] { true, false })
        {
            var weights = new Weights(count: 9, random);
            double[] expected = [.. weights.Values.data<float>().ToArray().Select(value => (double)value)];
            var state = new AdamState(expected);
            for (int step = 1; step <= 50; step++)
            {
                var gradient = torch.randn(9, generator: random);
                state.Step([.. gradient.data<float>().ToArray().Select(value => (double)value)], step, recipe.Epsilon);
                if (inOnePass)
                    AdamStep.Create(recipe, step).Apply(weights.Values, gradient, weights.Mean, weights.Square);
                else
                    AdamStep.Create(recipe, step).StepWithTorchOps(weights.Values, gradient, weights.Mean, weights.Square);
            }

            Assert.Equal(expected, weights.Values.data<float>().ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 2e-6);
        }
    }

    [Fact]
    public void Weights_that_do_not_lie_in_a_row_are_changed_all_the_same()
    {
        var (turned, straight) = (new Weights(12, random), new Weights(12, random));
        straight.Copy(turned);
        var gradient = torch.randn(12, generator: random);
        AdamStep.Create(GanRecipe.Article, 1).Apply(
            turned.Values.view(3, 4).t(), gradient.view(3, 4).t(), turned.Mean.view(3, 4).t(), turned.Square.view(3, 4).t());
        AdamStep.Create(GanRecipe.Article, 1).Apply(straight.Values, gradient, straight.Mean, straight.Square);

        Assert.True(turned.Values.allclose(straight.Values, rtol: 1e-6, atol: 1e-7));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    public void A_mean_too_small_to_be_felt_becomes_nothing_and_leaves_the_weight_alone(int count)
    {
        var weights = new Weights(count, random);
        var before = weights.Values.clone();
        weights.Mean.fill_(1e-34);
        weights.Square.fill_(1e-34);
        AdamStep.Create(GanRecipe.Article, 1_000).Apply(weights.Values, torch.zeros(count), weights.Mean, weights.Square);

        Assert.All(weights.Mean.data<float>(), mean => Assert.Equal(0, mean));
        Assert.All(weights.Square.data<float>(), square => Assert.Equal(0, square));
        Assert.Equal(before.data<float>().ToArray(), weights.Values.data<float>().ToArray());
    }

    private sealed class Weights(int count, torch.Generator random)
    {
        public torch.Tensor Values { get; } = torch.randn(count, generator: random);

        public torch.Tensor Mean { get; } = torch.zeros(count);

        public torch.Tensor Square { get; } = torch.zeros(count);

        public void Copy(Weights other) => Values.copy_(other.Values);
    }
}
