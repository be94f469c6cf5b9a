using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Training;

/// <summary>The running average of a network's weights and statistics. It fluctuates less than the weights after a single step.</summary>
/// <remarks>
/// An exponential moving average, as in Karras et al. 2017, arXiv:1710.10196, and Yazici et al. 2018, "The unusual effectiveness
/// of averaging in GAN training", arXiv:1806.04498. At first the average forgets faster, so that the untrained weights do not linger: step t
/// keeps at most (1 + t) / (10 + t) of it, which reaches a decay of 0.999 in step 8,990.
/// </remarks>
internal sealed class AveragedWeights : IDisposable
{
    private readonly double decay;
    private readonly List<Entry> entries;

    /// <summary>Starts from the network's current weights.</summary>
    /// <param name="network">The network; the caller owns it.</param>
    /// <param name="decay">The fraction of the average that a step keeps, 0 to below 1.</param>
    public AveragedWeights(Module network, double decay)
    {
        this.decay = decay;
        entries = [.. network.state_dict()
            .Where(pair => pair.Value.is_floating_point())
            .Select(pair => new Entry(pair.Key, pair.Value, Copy(pair.Value)))];
    }

    /// <summary>The averages by the names of the network's tensors. Owned by this object.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors =>
        entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Average));

    /// <summary>Updates the average with the network's current weights.</summary>
    /// <param name="step">The number of steps that the network has taken: t, from 1.</param>
    public void Update(int step)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        double kept = Math.Min(decay, (1.0 + step) / (10 + step));
        foreach (var entry in entries)
            entry.Average.lerp_(entry.Live, 1 - kept);
    }

    /// <summary>Discards the average and starts again from the network's current weights.</summary>
    public void Restart() => CopyAll(entries.Select(entry => (To: entry.Average, From: entry.Live)));

    /// <summary>Replaces the network's weights with the average until the returned object is disposed.</summary>
    public IDisposable Lend()
    {
        List<torch.Tensor> saved = [.. entries.Select(entry => Copy(entry.Live))];
        CopyAll(entries.Select(entry => (To: entry.Live, From: entry.Average)));
        return new Loan(() =>
        {
            CopyAll(entries.Zip(saved, (entry, own) => (To: entry.Live, From: own)));
            saved.ForEach(tensor => tensor.Dispose());
        });
    }

    public void Dispose() => entries.ForEach(entry => entry.Average.Dispose());

    private static torch.Tensor Copy(torch.Tensor weights)
    {
        using var noGradient = torch.no_grad();
        return weights.clone().DetachFromDisposeScope();
    }

    private static void CopyAll(IEnumerable<(torch.Tensor To, torch.Tensor From)> pairs)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var (to, from) in pairs)
            to.copy_(from);
    }

    private sealed record Entry(string Name, torch.Tensor Live, torch.Tensor Average);

    private sealed class Loan(Action restore) : IDisposable
    {
        private Action? restore = restore;

        public void Dispose()
        {
            restore?.Invoke();
            restore = null;
        }
    }
}
