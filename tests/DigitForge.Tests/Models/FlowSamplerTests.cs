using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class FlowSamplerTests : IDisposable
{
    private static readonly FlowSampler Plain = FlowSampler.Standard with { Guidance = 0, PaperBelow = 0, Steps = 2 };

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly FlowNetwork network;

    public FlowSamplerTests() => network = FlowNetworks.Shaken(random);

    public void Dispose()
    {
        network.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_draws_pictures_of_256_greys()
    {
        using var scope = torch.NewDisposeScope();
        var images = FlowSampler.Standard.Draw(network, Noise(3), Labels(3));
        Assert.Equal([3, 784], images.shape);
        Assert.All(images.data<float>().ToArray(), pixel => Assert.InRange(pixel, 0f, 1f));
        Assert.All((images * 255).data<float>().ToArray(), grey => Assert.Equal(MathF.Round(grey), grey, 3));
    }

    [Fact]
    public void An_Euler_step_follows_the_direction_at_its_beginning()
    {
        using var scope = torch.NewDisposeScope();
        var (state, labels) = (Noise(2), Labels(2));
        var euler = Plain with { Solver = FlowSolver.Euler };
        var expected = state + (network.call(state, torch.full(2, 0.5f), labels).detach() * 0.5);
        Assert.True(euler.Step(network, state, 1, labels).allclose(expected, rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void A_midpoint_step_follows_the_direction_half_way()
    {
        using var scope = torch.NewDisposeScope();
        var (state, labels) = (Noise(2), Labels(2));
        var half = state + (network.call(state, torch.full(2, 0f), labels).detach() * 0.25);
        var expected = state + (network.call(half, torch.full(2, 0.25f), labels).detach() * 0.5);
        Assert.True(Plain.Step(network, state, 0, labels).allclose(expected, rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void Twice_as_many_steps_halve_the_error_of_Euler_and_quarter_that_of_the_midpoint()
    {
        using var scope = torch.NewDisposeScope();
        // To an untrained network, the fastest waves of the time are noise. Without the time as an input, its field is smooth.
        using (torch.no_grad())
            network.state_dict()["condition.dense1.weight"][.., ..32].zero_();
        var (noise, labels) = (Noise(1), Labels(1));
        var truth = End(FlowSolver.Midpoint, steps: 320);
        Assert.InRange(Error(FlowSolver.Euler, 40) / Error(FlowSolver.Euler, 80), 1.6, 2.6);
        Assert.InRange(Error(FlowSolver.Midpoint, 40) / Error(FlowSolver.Midpoint, 80), 3, 6);

        double Error(FlowSolver solver, int steps) => (End(solver, steps) - truth).norm().item<float>();

        torch.Tensor End(FlowSolver solver, int steps)
        {
            var sampler = Plain with { Solver = solver, Steps = steps };
            return Enumerable.Range(0, steps).Aggregate(noise, (state, step) => sampler.Step(network, state, step, labels));
        }
    }

    [Fact]
    public void Guidance_goes_beyond_what_the_label_asks_for()
    {
        using var scope = torch.NewDisposeScope();
        var (state, labels) = (Noise(2), Labels(2));
        var with = Plain.Velocity(network, state, 0.3, labels);
        var without = Plain.Velocity(network, state, 0.3);
        var guided = (Plain with { Guidance = 0.7 }).Velocity(network, state, 0.3, labels);
        Assert.False(with.allclose(without, rtol: 0, atol: 1e-3));
        Assert.True(guided.allclose((with * 1.7) - (without * 0.7), rtol: 0, atol: 1e-4));
        Assert.True((Plain with { Guidance = 0.7 }).Velocity(network, state, 0.3).allclose(without));
    }

    [Fact]
    public void What_is_fainter_than_the_limit_is_paper()
    {
        using var scope = torch.NewDisposeScope();
        var state = (torch.tensor(new[] { 0f, 14, 15, 200, 254.6f, 300, -20 }) / 127.5) - 1;
        float[] Greys(int paperBelow) => [.. (FlowSampler.Standard with { PaperBelow = paperBelow }).Finish(state).data<float>().ToArray().Select(pixel => MathF.Round(pixel * 255, 3))];
        Assert.Equal([0, 0, 15, 200, 255, 255, 0], Greys(paperBelow: 15));
        Assert.Equal([0, 14, 15, 200, 255, 255, 0], Greys(paperBelow: 0));
    }

    [Fact]
    public void A_film_begins_with_the_noise_and_ends_with_the_picture()
    {
        using var scope = torch.NewDisposeScope();
        var (noise, labels) = (Noise(2), Labels(2));
        var sampler = FlowSampler.Standard with { Steps = 3 };
        var film = sampler.Film(network, noise, labels);
        Assert.Equal(4, film.Count);
        Assert.True(film[0].allclose(FlowPicture.ToImage(noise)));
        Assert.True(film[^1].allclose(sampler.Draw(network, noise, labels)));
        Assert.All(film, stage => Assert.InRange(stage.min().item<float>(), 0, 1));
    }

    [Fact]
    public void Many_pictures_are_drawn_in_blocks_and_each_is_the_same_as_alone()
    {
        using var scope = torch.NewDisposeScope();
        var (noise, labels) = (Noise(502), Labels(502));
        var sampler = Plain with { Steps = 1, Solver = FlowSolver.Euler };
        var all = sampler.Draw(network, noise, labels);
        Assert.Equal([502, 784], all.shape);
        Assert.True(all[501..].allclose(sampler.Draw(network, noise[501..], labels[501..]), rtol: 0, atol: 0.005));
    }

    [Theory]
    [InlineData(10, FlowSolver.Midpoint, 0.3, 40)]
    [InlineData(10, FlowSolver.Midpoint, 0, 20)]
    [InlineData(20, FlowSolver.Euler, 0, 20)]
    [InlineData(1, FlowSolver.Euler, 1, 2)]
    public void It_says_how_often_the_network_is_asked(int steps, FlowSolver solver, double guidance, int evaluations) =>
        Assert.Equal(evaluations, new FlowSampler { Steps = steps, Solver = solver, Guidance = guidance }.Evaluations);

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Equal("Steps is 0; expected at least 1.", Refusal(Plain with { Steps = 0 }));
        Assert.Equal("Solver is 5; expected one of Euler, Midpoint.", Refusal(Plain with { Solver = (FlowSolver)5 }));
        Assert.Equal("Guidance is NaN; expected a number.", Refusal(Plain with { Guidance = double.NaN }));
        Assert.Equal("PaperBelow is 256; expected 0 to 255.", Refusal(Plain with { PaperBelow = 256 }));

        string Refusal(FlowSampler sampler)
        {
            using var noise = Noise(1);
            return Assert.Throws<OneSentenceException>(() => sampler.Draw(network, noise)).Message;
        }
    }

    [Fact]
    public void Drawing_leaves_no_tensor_behind_but_the_pictures()
    {
        using var scope = torch.NewDisposeScope();
        var (noise, labels) = (Noise(3), Labels(3));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        FlowSampler.Standard.Draw(network, noise, labels).Dispose();
        foreach (var stage in (FlowSampler.Standard with { Steps = 3 }).Film(network, noise, labels))
            stage.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private torch.Tensor Noise(int count) => torch.randn(count, 784, generator: random);

    private static torch.Tensor Labels(int count) => torch.arange(count, torch.int64).remainder(10);
}
