using System.Buffers.Binary;
using DigitForge.Checkpoints;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>The complete state of a run, as tensors: networks, optimizers, random number generator, history and samples.</summary>
internal static class TrainingState
{
    private const string Randomness = "random";
    private const string History = "history";
    private const string Samples = "samples";
    private const string SampleIterations = "sample_iterations";
    private const int NumbersPerRecord = 4;

    /// <summary>The current state, on the CPU. The tensors belong to the caller's dispose scope.</summary>
    public static Dictionary<string, torch.Tensor> Tensors(GanTrainer trainer)
    {
        var tensors = Live(trainer).ToDictionary(pair => pair.Key, pair => pair.Value.detach().contiguous());
        foreach (var (name, optimizer) in trainer.Gan.Optimizers)
            tensors[StepsOf(name)] = torch.tensor(optimizer.Steps.ToArray());

        tensors[Randomness] = trainer.Random.get_state();
        tensors[History] = torch.tensor(
            [.. trainer.History.Records.SelectMany(record => new[]
            {
                record.DiscriminatorLoss, record.AccuracyOnReal, record.AccuracyOnFake, record.GeneratorLoss,
            })],
            [trainer.Iteration, NumbersPerRecord]);
        tensors[Samples] = trainer.Samples.Count == 0
            ? torch.zeros(0, trainer.Recipe.SampleCount, Models.Generator.PixelCount)
            : torch.stack(trainer.Samples.Select(sample => sample.Images).ToArray());
        tensors[SampleIterations] = torch.tensor(trainer.Samples.Select(sample => (long)sample.Iteration).ToArray());
        return tensors;
    }

    /// <summary>Restores the state of a run. If an exception is thrown, the run is unchanged.</summary>
    /// <param name="file">The checkpoint's name, for messages.</param>
    /// <param name="tensors">The state.</param>
    /// <param name="trainer">The run.</param>
    /// <exception cref="CheckpointException">The state does not match the run. Nothing has changed.</exception>
    public static void Restore(string file, IReadOnlyDictionary<string, torch.Tensor> tensors, GanTrainer trainer)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Require(file, tensors, trainer);

        foreach (var (name, tensor) in Live(trainer))
            tensor.copy_(tensors[name]);
        foreach (var (name, optimizer) in trainer.Gan.Optimizers)
            optimizer.Steps = tensors[StepsOf(name)].data<long>().ToArray();
        trainer.Random.set_state(tensors[Randomness]);

        var records = tensors[History].data<float>().ToArray().Chunk(NumbersPerRecord)
            .Select(numbers => new IterationRecord(numbers[0], numbers[1], numbers[2], numbers[3]));
        var samples = tensors[SampleIterations].data<long>().ToArray()
            .Select((iteration, i) => new Sample((int)iteration, tensors[Samples][i].clone().DetachFromDisposeScope()));
        trainer.Replace([.. records], [.. samples]);
    }

    // The tensors that are copied in place.
    private static IEnumerable<KeyValuePair<string, torch.Tensor>> Live(GanTrainer trainer) =>
    [
        .. Named("generator", trainer.Gan.Generator.state_dict()),
        .. Named("discriminator", trainer.Gan.Discriminator.state_dict()),
        .. trainer.Gan.Optimizers.SelectMany(optimizer => Named($"{optimizer.Key}_adam", optimizer.Value.Moments)),
        .. Named("generator_average", trainer.Gan.Average),
        KeyValuePair.Create("sample_noise", trainer.SampleNoise),
    ];

    private static IEnumerable<KeyValuePair<string, torch.Tensor>> Named(
        string owner, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors) =>
        tensors.Select(tensor => KeyValuePair.Create($"{owner}.{tensor.Key}", tensor.Value));

    private static string StepsOf(string optimizer) => $"{optimizer}_adam.steps";

    private static void Require(string file, IReadOnlyDictionary<string, torch.Tensor> found, GanTrainer trainer)
    {
        var expected = Live(trainer).ToDictionary(pair => pair.Key, pair => (pair.Value.dtype, pair.Value.shape));
        foreach (var (name, optimizer) in trainer.Gan.Optimizers)
            expected[StepsOf(name)] = (torch.int64, [optimizer.Steps.Count]);
        expected[Randomness] = (torch.uint8, RandomState.Shape);
        expected[History] = (torch.float32, [Count(found, History), NumbersPerRecord]);
        expected[Samples] = (torch.float32, [Count(found, SampleIterations), trainer.Recipe.SampleCount, Models.Generator.PixelCount]);
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

    /// <summary>The shape of every state.</summary>
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
