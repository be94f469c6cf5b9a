using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Training;

/// <summary>The running average of a network's weights and statistics: calmer than the last step's.</summary>
/// <remarks>
/// An exponential moving average, as in Karras et al. 2017, arXiv:1710.10196, and Yazici et al. 2018, "The unusual effectiveness
/// of averaging in GAN training", arXiv:1806.04498. Over the first steps it forgets faster, so that the untrained start does
/// not linger: at most (1 + t) / (10 + t) of it is kept at step t.
/// </remarks>
internal sealed class AveragedWeights : IDisposable
{
    private readonly double decay;
    private readonly List<Entry> entries;

    /// <summary>Begins with the network's weights as they are.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="decay">How much of the average a step keeps, 0 to below 1.</param>
    public AveragedWeights(Module network, double decay)
    {
        this.decay = decay;
        entries = [.. network.state_dict()
            .Where(pair => pair.Value.is_floating_point())
            .Select(pair => new Entry(pair.Key, pair.Value, Copy(pair.Value)))];
    }

    /// <summary>The averages by the names of the network's tensors. They are this object's own.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors =>
        entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Average));

    /// <summary>Takes the network's weights of now into the average.</summary>
    /// <param name="step">How many steps the network has taken: t, from 1.</param>
    public void Update(int step)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        double kept = Math.Min(decay, (1.0 + step) / (10 + step));
        foreach (var entry in entries)
            entry.Average.lerp_(entry.Live, 1 - kept);
    }

    /// <summary>Forgets all that was averaged, and begins with the network's weights as they are.</summary>
    public void Restart() => CopyAll(entries.Select(entry => (To: entry.Average, From: entry.Live)));

    /// <summary>Puts the average into the network until the returned object is disposed.</summary>
    public IDisposable Lend()
    {
        List<torch.Tensor> held = [.. entries.Select(entry => Copy(entry.Live))];
        CopyAll(entries.Select(entry => (To: entry.Live, From: entry.Average)));
        return new Loan(() =>
        {
            CopyAll(entries.Zip(held, (entry, own) => (To: entry.Live, From: own)));
            held.ForEach(tensor => tensor.Dispose());
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

    private sealed class Loan(Action giveBack) : IDisposable
    {
        private Action? giveBack = giveBack;

        public void Dispose()
        {
            giveBack?.Invoke();
            giveBack = null;
        }
    }
}
