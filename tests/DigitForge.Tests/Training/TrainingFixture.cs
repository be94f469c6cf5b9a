using DigitForge.Data;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Tests.Training;

/// <summary>Everything that a training run needs, with small batches so that tests are quick.</summary>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
/// <param name="seed">The seed of all random numbers.</param>
public abstract class TrainingFixture<TRecord>(int seed) : IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
{
    /// <summary>The run.</summary>
    public abstract Trainer<TRecord> Run { get; }

    /// <summary>All trained numbers, one after another.</summary>
    public float[] AllWeights => [.. Networks.SelectMany(Weights.Read)];

    /// <summary>The networks that it trains.</summary>
    protected abstract IReadOnlyList<torch.nn.Module> Networks { get; }

    private protected ImageDataSet Mnist { get; } = Repository.LoadMnist(DataSplit.Test);

    private protected torch.Generator Random { get; } = TorchRuntime.Random(seed);

    /// <summary>Makes one weight of the first network infinite, as a much too large step does.</summary>
    public void Break()
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Networks[0].parameters().First().view(-1)[0].fill_(double.PositiveInfinity);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Run.Dispose();
        foreach (var network in Networks)
            network.Dispose();
        Random.Dispose();
        Mnist.Dispose();
        GC.SuppressFinalize(this);
    }
}
