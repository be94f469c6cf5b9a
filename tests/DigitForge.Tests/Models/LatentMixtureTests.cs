using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;
using static DigitForge.Tests.Tolerance;

namespace DigitForge.Tests.Models;

public sealed class LatentMixtureTests : IDisposable
{
    private static readonly double[] KnownWeights = [0.5, 0.3, 0.2];
    private static readonly double[,] KnownMeans = { { -3, 0 }, { 1, 2 }, { 3, -2 } };
    // Each component's points are standard normal points times one of these matrices.
    private static readonly double[,,] KnownFactors = { { { 1, 0 }, { 0.8, 0.6 } }, { { 0.3, 0 }, { 0, 0.5 } }, { { 0.5, 0 }, { -0.5, 0.2 } } };

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly torch.Tensor known;

    public LatentMixtureTests() => known = KnownPoints(20_000);

    public void Dispose()
    {
        known.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_recovers_a_known_mixture()
    {
        using var scope = torch.NewDisposeScope();
        using var mixture = LatentMixture.Fit(known, components: 3, random);
        var order = mixture.Means[.., 0].argsort();
        var factors = torch.tensor(KnownFactors);
        Assert.Equal(KnownWeights, Numbers(mixture.Weights[order]), Within(0.01));
        Assert.Equal(Numbers(torch.tensor(KnownMeans)), Numbers(mixture.Means[order]), Within(0.05));
        Assert.Equal(Numbers(factors.matmul(factors.mT)), Numbers(mixture.Covariances[order]), Within(0.05));
    }

    [Fact]
    public void One_component_has_the_mean_and_the_covariance_of_the_points()
    {
        using var scope = torch.NewDisposeScope();
        using var mixture = LatentMixture.Fit(known, components: 1, random);
        var fromMean = known - known.mean([0]);
        Assert.Equal([1], Numbers(mixture.Weights), Within(1e-12));
        Assert.Equal(Numbers(known.mean([0])), Numbers(mixture.Means), Within(1e-9));
        Assert.Equal(Numbers(fromMean.t().mm(fromMean) / known.shape[0]), Numbers(mixture.Covariances), Within(1e-9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void No_step_makes_the_points_less_likely(int components)
    {
        using var mixture = LatentMixture.Fit(known, components, random);
        Assert.Equal(components, mixture.Components);
        Assert.InRange(mixture.LogLikelihoods.Count, 2, 101);
        Assert.All(mixture.LogLikelihoods.Zip(mixture.LogLikelihoods.Skip(1)), step => Assert.True(step.Second >= step.First - 1e-10, $"{step}"));
        Assert.Equal(mixture.LogLikelihoods[^1], mixture.LogLikelihood);
    }

    [Fact]
    public void It_stops_after_the_steps_that_it_is_given()
    {
        using var mixture = LatentMixture.Fit(known, components: 12, random, steps: 4);
        Assert.Equal(5, mixture.LogLikelihoods.Count);
    }

    [Fact]
    public void Its_density_agrees_with_a_hand_computation()
    {
        using var scope = torch.NewDisposeScope();
        using var mixture = LatentMixture.Fit(known, components: 3, random);
        var (weights, means, covariances) = (Numbers(mixture.Weights), Numbers(mixture.Means), Numbers(mixture.Covariances));
        double[] expected = [.. Numbers(known[..50]).Chunk(2).Select(point => Math.Log(Enumerable.Range(0, 3).Sum(k =>
        {
            var (a, b, c) = (covariances[4 * k], covariances[(4 * k) + 1], covariances[(4 * k) + 3]);
            var (x, y) = (point[0] - means[2 * k], point[1] - means[(2 * k) + 1]);
            double determinant = (a * c) - (b * b);
            double square = ((c * x * x) - (2 * b * x * y) + (a * y * y)) / determinant;
            return weights[k] * Math.Exp(-square / 2) / (2 * Math.PI * Math.Sqrt(determinant));
        })))];
        Assert.Equal(expected, Numbers(mixture.LogDensity(known[..50])), Within(1e-9));
        Assert.Equal(mixture.LogLikelihood, mixture.LogDensity(known).mean().item<double>(), 1e-9);
    }

    [Fact]
    public void It_says_what_it_gains_over_the_standard_normal_distribution()
    {
        using var mixture = LatentMixture.Fit(known, components: 3, random);
        double expected = Numbers(known).Chunk(2).Average(point => -(((point[0] * point[0]) + (point[1] * point[1])) / 2) - Math.Log(2 * Math.PI));
        Assert.Equal(expected, mixture.StandardLogLikelihood, 1e-9);
        Assert.True(mixture.LogLikelihood > expected + 3);
        Assert.Equal(
            FormattableString.Invariant($"A mixture of 3 normal distributions in 2 dimensions: {mixture.LogLikelihood:F2} nats a point, where the standard normal distribution has {expected:F2}"),
            mixture.ToString());
    }

    [Fact]
    public void Samples_have_its_mean_and_its_covariance()
    {
        using var scope = torch.NewDisposeScope();
        using var mixture = LatentMixture.Fit(known, components: 3, random);
        var samples = mixture.Sample(200_000, random);
        Assert.Equal((torch.float32, 200_000, 2), (samples.dtype, samples.shape[0], samples.shape[1]));

        var weights = mixture.Weights.unsqueeze(1);
        var mean = (weights * mixture.Means).sum([0]);
        var squares = mixture.Covariances + (mixture.Means.unsqueeze(2) * mixture.Means.unsqueeze(1));
        var covariance = (weights.unsqueeze(2) * squares).sum([0]) - torch.outer(mean, mean);
        var fromMean = samples.to(torch.float64) - mean;
        Assert.Equal([0, 0], Numbers(fromMean.mean([0])), Within(0.03));
        Assert.Equal(Numbers(covariance), Numbers(fromMean.t().mm(fromMean) / samples.shape[0]), Within(0.06));
        // Not only the first two moments: the samples are as likely as the points.
        Assert.Equal(mixture.LogLikelihood, mixture.LogDensity(samples).mean().item<double>(), 0.02);
    }

    [Fact]
    public void A_component_on_points_that_are_all_the_same_stays_finite()
    {
        using var scope = torch.NewDisposeScope();
        var points = torch.cat([torch.randn(300, 3, generator: random), torch.full([100, 3], 5f), torch.tensor(new[,] { { 40f, 0, 0 } })]);
        using var mixture = LatentMixture.Fit(points, components: 6, random);
        double narrowest = 1e-4 * points.to(torch.float64).var([0], unbiased: false).mean().item<double>();
        double smallest = torch.linalg.eigvalsh(mixture.Covariances).min().item<double>();
        Assert.Equal(narrowest, smallest, narrowest * 1e-6);
        Assert.All(mixture.LogLikelihoods.Zip(mixture.LogLikelihoods.Skip(1)), step => Assert.True(step.Second >= step.First - 1e-10, $"{step}"));
        Assert.True(mixture.Sample(1_000, random).isfinite().all().item<bool>());
    }

    [Fact]
    public void The_same_seed_gives_the_same_mixture_and_the_same_samples()
    {
        Assert.Equal(Draw(seed: 2), Draw(seed: 2));
        Assert.NotEqual(Draw(seed: 2), Draw(seed: 3));

        float[] Draw(int seed)
        {
            using var scope = torch.NewDisposeScope();
            var same = TorchRuntime.Random(seed);
            using var mixture = LatentMixture.Fit(known, components: 5, same, steps: 5);
            return mixture.Sample(10, same).data<float>().ToArray();
        }
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused_in_a_sentence()
    {
        using var scope = torch.NewDisposeScope();
        using var mixture = LatentMixture.Fit(known, components: 2, random, steps: 1);
        string Refusal(torch.Tensor codes, int components = 1, int steps = 1) =>
            Assert.Throws<OneSentenceException>(() => LatentMixture.Fit(codes, components, random, steps)).Message;

        Assert.Equal("Found points as Int64 of shape [3], expected Float32 or Float64 of shape [N, D].", Refusal(torch.arange(3)));
        Assert.Equal("Found points as Float32 of shape [0, 2], expected Float32 or Float64 of shape [N, D].", Refusal(torch.empty(0, 2)));
        Assert.Equal("Found points with numbers of up to NaN in size, expected finite ones of at most 10000.", Refusal(torch.tensor(new[,] { { 0, float.NaN } })));
        Assert.Equal("Found points with numbers of up to 12345.5 in size, expected finite ones of at most 10000.", Refusal(torch.tensor(new[,] { { 0, -12345.5 } })));
        Assert.Equal("Found codes that are all the same, expected codes that differ.", Refusal(torch.ones(4, 2)));
        Assert.Equal("Found 2 different codes, expected at least 3: one for each component.", Refusal(torch.eye(2), components: 3));
        Assert.Equal("The number of components is 0; expected at least 1.", Refusal(known, components: 0));
        Assert.Equal("The number of steps is 0; expected at least 1.", Refusal(known, steps: 0));
        Assert.Equal("The number of points is 0; expected at least 1.", Assert.Throws<OneSentenceException>(() => mixture.Sample(0, random)).Message);
        Assert.Equal("Found points of 3 numbers, expected 2, as the mixture has.", Assert.Throws<OneSentenceException>(() => mixture.LogDensity(torch.zeros(1, 3))).Message);
    }

    [Fact]
    public void Using_it_leaves_no_live_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var mixture = LatentMixture.Fit(known, components: 4, random, steps: 10))
        {
            mixture.Sample(100, random).Dispose();
            mixture.LogDensity(known).Dispose();
        }

        using (var few = torch.eye(2))
            Assert.Throws<OneSentenceException>(() => LatentMixture.Fit(few, components: 3, random));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private torch.Tensor KnownPoints(int count)
    {
        using var scope = torch.NewDisposeScope();
        var chosen = torch.tensor(KnownWeights).multinomial(count, replacement: true, generator: random);
        var noise = torch.randn(count, 2, 1, dtype: torch.float64, generator: random);
        var spread = torch.tensor(KnownFactors).index_select(0, chosen).matmul(noise).squeeze(2);
        return (torch.tensor(KnownMeans).index_select(0, chosen) + spread).MoveToOuterDisposeScope();
    }

    private static double[] Numbers(torch.Tensor tensor) => tensor.contiguous().data<double>().ToArray();
}
