using System.Buffers.Binary;
using DigitForge.Checkpoints;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>A run that checkpoints can store, whatever it trains.</summary>
internal interface IResumable
{
    /// <summary>The number of iterations trained.</summary>
    int Iteration { get; }

    /// <summary>The pictures drawn so far.</summary>
    IReadOnlyList<Sample> Samples { get; }

    /// <summary>The parts of the run besides its history and samples.</summary>
    RunParts Parts { get; }

    /// <summary>The number of values in an iteration's record.</summary>
    int NumbersPerRecord { get; }

    /// <summary>The values of all records, one record after another.</summary>
    IEnumerable<float> Numbers { get; }

    /// <summary>Replaces the history and the samples.</summary>
    /// <param name="records">The values of each iteration's record.</param>
    /// <param name="drawn">The new samples; the run takes ownership.</param>
    void Replace(IEnumerable<float[]> records, IEnumerable<Sample> drawn);

    /// <summary>Throws if a weight is not a finite number.</summary>
    /// <exception cref="Runtime.OneSentenceException">A weight or a running statistic is not a finite number.</exception>
    void RequireFiniteWeights();
}

/// <summary>The parts of a run besides its history and samples. All tensors in it belong to the run, and are restored in place.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Data">The description of its data.</param>
/// <param name="Random">The generator of all its random numbers.</param>
/// <param name="Networks">The networks that it trains.</param>
/// <param name="Optimizers">The optimizers, by the name of the network that each one trains.</param>
/// <param name="Averages">The running averages of weights, by the name of the network.</param>
/// <param name="FurtherTensors">All other tensors that a checkpoint must store, by name.</param>
internal sealed record RunParts(
    TrainingRecipe Recipe,
    string Data,
    torch.Generator Random,
    IReadOnlyList<(string Name, torch.nn.Module Network)> Networks,
    IReadOnlyDictionary<string, KerasAdam> Optimizers,
    IReadOnlyDictionary<string, AveragedWeights> Averages,
    IReadOnlyDictionary<string, torch.Tensor> FurtherTensors);

/// <summary>The complete state of a run, as tensors: networks, optimizers, random number generator, history and samples.</summary>
internal static class TrainingState
{
    private const string Randomness = "random";
    private const string History = "history";
    private const string Samples = "samples";
    private const string SampleIterations = "sample_iterations";

    /// <summary>The current state, on the CPU. The tensors belong to the caller's dispose scope.</summary>
    public static Dictionary<string, torch.Tensor> Tensors(IResumable run)
    {
        var parts = run.Parts;
        var tensors = Live(parts).ToDictionary(pair => pair.Key, pair => pair.Value.detach().contiguous());
        foreach (var (name, optimizer) in parts.Optimizers)
            tensors[StepsOf(name)] = torch.tensor(optimizer.Steps.ToArray());

        tensors[Randomness] = parts.Random.get_state();
        tensors[History] = torch.tensor([.. run.Numbers], [run.Iteration, run.NumbersPerRecord]);
        tensors[Samples] = run.Samples.Count == 0
            ? torch.zeros(0, parts.Recipe.SampleCount, Models.Generator.PixelCount)
            : torch.stack(run.Samples.Select(sample => sample.Images).ToArray());
        tensors[SampleIterations] = torch.tensor(run.Samples.Select(sample => (long)sample.Iteration).ToArray());
        return tensors;
    }

    /// <summary>Restores the state of a run. If an exception is thrown, the run is unchanged.</summary>
    /// <param name="file">The checkpoint's name, for messages.</param>
    /// <param name="tensors">The state.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="CheckpointException">The state does not match the run. Nothing has changed.</exception>
    public static void Restore(string file, IReadOnlyDictionary<string, torch.Tensor> tensors, IResumable run)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Require(file, tensors, run);

        var parts = run.Parts;
        foreach (var (name, tensor) in Live(parts))
            tensor.copy_(tensors[name]);
        foreach (var (name, optimizer) in parts.Optimizers)
            optimizer.Steps = tensors[StepsOf(name)].data<long>().ToArray();
        parts.Random.set_state(tensors[Randomness]);

        var samples = tensors[SampleIterations].data<long>().ToArray()
            .Select((iteration, i) => new Sample((int)iteration, tensors[Samples][i].clone().DetachFromDisposeScope()));
        run.Replace(tensors[History].data<float>().ToArray().Chunk(run.NumbersPerRecord), [.. samples]);
    }

    // The tensors that are restored in place.
    private static IEnumerable<KeyValuePair<string, torch.Tensor>> Live(RunParts parts) =>
    [
        .. parts.Networks.SelectMany(network => Named(network.Name, network.Network.state_dict())),
        .. parts.Optimizers.SelectMany(optimizer => Named($"{optimizer.Key}_adam", optimizer.Value.Moments)),
        .. parts.Averages.SelectMany(average => Named($"{average.Key}_average", average.Value.Tensors)),
        .. parts.FurtherTensors,
    ];

    private static IEnumerable<KeyValuePair<string, torch.Tensor>> Named(
        string owner, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors) =>
        tensors.Select(tensor => KeyValuePair.Create($"{owner}.{tensor.Key}", tensor.Value));

    private static string StepsOf(string optimizer) => $"{optimizer}_adam.steps";

    private static void Require(string file, IReadOnlyDictionary<string, torch.Tensor> found, IResumable run)
    {
        var parts = run.Parts;
        var expected = Live(parts).ToDictionary(pair => pair.Key, pair => (pair.Value.dtype, pair.Value.shape));
        foreach (var (name, optimizer) in parts.Optimizers)
            expected[StepsOf(name)] = (torch.int64, [optimizer.Steps.Count]);
        expected[Randomness] = (torch.uint8, RandomState.Shape);
        expected[History] = (torch.float32, [Count(found, History), run.NumbersPerRecord]);
        expected[Samples] = (torch.float32, [Count(found, SampleIterations), parts.Recipe.SampleCount, Models.Generator.PixelCount]);
        expected[SampleIterations] = (torch.int64, [Count(found, SampleIterations)]);

        TensorMatch.Require(file, found, expected.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.shape));
        foreach (var (name, (type, _)) in expected)
        {
            if (found[name].dtype != type)
                throw new CheckpointException($"{file}: found numbers of the type {found[name].dtype} in {Quote.Name(name)}, expected {type}.");
        }

        if (!RandomState.IsValid(found[Randomness]))
            throw new CheckpointException($"{file}: found an invalid {Randomness} state, expected one of torch's Mersenne Twister.");
    }

    private static long Count(IReadOnlyDictionary<string, torch.Tensor> found, string name) =>
        found.TryGetValue(name, out var tensor) && tensor.dim() > 0 ? tensor.shape[0] : 0;
}

/// <summary>The state of torch's random number generator on the CPU: uint8 [5056].</summary>
/// <remarks>
/// torch rejects an invalid state, but TorchSharp crashes instead of reporting that, so the state is checked here first.
/// The layout is <c>CPUGeneratorImplState</c> in PyTorch's aten/src/ATen/CPUGeneratorImpl.cpp; the generator is the
/// Mersenne Twister of Matsumoto and Nishimura 1998, whose 624 words are used one after another and then regenerated.
/// </remarks>
internal static class RandomState
{
    private const int Length = 5056;
    private const int Words = 624;

    private const int LeftAt = 8;
    private const int SeededAt = 12;
    private const int NextAt = 16;
    private const int HasDoubleAt = 5040;
    private const int HasFloatAt = 5052;

    /// <summary>The shape of a state.</summary>
    public static long[] Shape { get; } = [Length];

    /// <summary>Whether torch accepts this state.</summary>
    /// <param name="state">uint8 [5056], on the CPU.</param>
    public static bool IsValid(torch.Tensor state)
    {
        ReadOnlySpan<byte> bytes = state.bytes;
        int left = BinaryPrimitives.ReadInt32LittleEndian(bytes[LeftAt..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes[NextAt..]);
        bool fresh = left == 1 && next == 0;
        bool inUse = left is >= 1 and <= Words && next == (ulong)(Words + 1 - left);
        return (fresh || inUse)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[SeededAt..]) == 1
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[HasDoubleAt..]) is 0 or 1
            && bytes[HasFloatAt] <= 1;
    }
}
