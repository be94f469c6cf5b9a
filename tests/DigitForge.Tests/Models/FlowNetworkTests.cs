using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class FlowNetworkTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public void Dispose() => random.Dispose();

    [Fact]
    public void It_has_the_documented_size()
    {
        using var network = new FlowNetwork(random);
        Assert.Equal(336_548, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Before_training_nothing_moves()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new FlowNetwork(random);
        var velocity = Velocity(network, Noise(3), [0, 0.5f, 1], [0, 9, 10]);
        Assert.Equal([3, 784], velocity.shape);
        Assert.All(velocity.data<float>().ToArray(), pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void The_velocity_depends_on_the_picture_the_time_and_the_label()
    {
        using var scope = torch.NewDisposeScope();
        using var network = FlowNetworks.Shaken(random);
        var picture = Noise(1).expand(4, 784);
        var velocity = Velocity(network, picture, [0.5f, 0.5f, 0.6f, 0.5f], [3, 3, 3, 10]);
        Assert.True(velocity[0].allclose(velocity[1], rtol: 0, atol: 1e-6));
        Assert.False(velocity[0].allclose(velocity[2], rtol: 0, atol: 1e-3));
        Assert.False(velocity[0].allclose(velocity[3], rtol: 0, atol: 1e-3));
        Assert.False(Velocity(network, picture + 0.1, [0.5f, 0.5f, 0.6f, 0.5f], [3, 3, 3, 10]).allclose(velocity, rtol: 0, atol: 1e-3));
    }

    [Fact]
    public void Each_picture_is_looked_at_alone()
    {
        using var scope = torch.NewDisposeScope();
        using var network = FlowNetworks.Shaken(random);
        var pictures = Noise(3);
        var together = Velocity(network, pictures, [0.1f, 0.5f, 0.9f], [1, 2, 3]);
        var alone = Velocity(network, pictures[1..2], [0.5f], [2]);
        Assert.True(together[1].allclose(alone[0], rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void Every_weight_learns()
    {
        using var scope = torch.NewDisposeScope();
        using var network = FlowNetworks.Shaken(random);
        Velocity(network, Noise(11), [.. Enumerable.Range(0, 11).Select(i => i / 10f)], [.. Enumerable.Range(0, 11).Select(i => (long)i)]).square().mean().backward();
        Assert.All(network.named_parameters(), parameter => Assert.True(parameter.parameter.grad?.abs().sum().item<float>() > 0, parameter.name));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var one = new FlowNetwork(random);
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new FlowNetwork(sameRandom);
        using var other = new FlowNetwork(random);
        Assert.Equal(Weights.Read(one), Weights.Read(same));
        Assert.NotEqual(Weights.Read(one), Weights.Read(other));
    }

    [Fact]
    public void Weights_saved_and_loaded_give_the_same_velocity()
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var network = FlowNetworks.Shaken(random);
        using var loaded = new FlowNetwork(random, width: 8);
        network.SaveWeights(folder.File("flow.safetensors"));
        loaded.LoadWeights(folder.File("flow.safetensors"));
        var pictures = Noise(2);
        Assert.True(Velocity(network, pictures, [0.2f, 0.7f], [4, 10]).allclose(Velocity(loaded, pictures, [0.2f, 0.7f], [4, 10]), rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void Sizes_and_labels_out_of_range_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("labelCount", () => new FlowNetwork(random, labelCount: 0));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new FlowNetwork(random, width: 0));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new FlowNetwork(random, width: 12));
        using var network = new FlowNetwork(random, width: 8);
        var refusal = Assert.Throws<OneSentenceException>(() => Velocity(network, Noise(1), [0.5f], [11]));
        Assert.Equal("Found labels from 11 to 11, expected 0 to 10.", refusal.Message);
    }

    [Fact]
    public void Neither_making_nor_using_nor_disposing_it_leaves_a_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var network = new FlowNetwork(random, width: 8))
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            long own = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            var (pictures, times, labels) = (Noise(2), torch.zeros(2), torch.zeros(2, dtype: torch.int64));
            network.call(pictures, times, labels).Dispose();
            Assert.Equal(own + 3, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private torch.Tensor Noise(int count) => torch.randn(count, 784, generator: random);

    private static torch.Tensor Velocity(FlowNetwork network, torch.Tensor pictures, float[] times, long[] labels) =>
        network.call(pictures, torch.tensor(times), torch.tensor(labels));
}

/// <summary>Flow networks for tests.</summary>
internal static class FlowNetworks
{
    /// <summary>A small network without zero weights, so that everything in it has an effect without training.</summary>
    public static FlowNetwork Shaken(torch.Generator random)
    {
        var network = new FlowNetwork(random, width: 8);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var parameter in network.parameters())
            parameter.add_(torch.randn(parameter.shape, generator: random) * 0.1);
        return network;
    }
}
