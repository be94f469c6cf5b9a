using DigitForge.Checkpoints;
using DigitForge.Runtime;
using DigitForge.Tests.Training;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Checkpoints;

public sealed class CheckpointFuzzTests : IDisposable
{
    // The checkpoint of a whole run has 25 MB, a generator's state 5,000 bytes: a few large files take as long as all the small ones.
    private const int WholeRunsPart = 1_000;
    private const int StatesPart = 10;

    // The part of a checkpoint with its texts and the list of its tensors.
    private const int Head = 20_000;

    private readonly TemporaryFolder folder = new();
    private readonly Mutations mutations = new(seed: 2);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_checkpoint_is_refused_in_one_sentence_because_its_digest_tells()
    {
        NativeLibraries.EnsureLoaded();
        byte[] whole = Whole();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        string path = folder.File("damaged");
        int refused = 0, same = 0;
        for (int round = 0; round < Fuzz.Rounds; round++)
        {
            byte[] damaged = mutations.Damage(whole, reach: whole.Length);
            File.WriteAllBytes(path, damaged);
            refused += Fuzz.Try(round, damaged.Length, () => CheckpointFolder.Load(path).Dispose()) ? 1 : 0;
            same += damaged.AsSpan().SequenceEqual(whole) ? 1 : 0;
        }

        // A damaged file that is still readable has lost nothing: for example, a space in the header, or the order of two names.
        Assert.InRange(refused, Fuzz.Rounds * 95 / 100, Fuzz.Rounds - same);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_damaged_checkpoint_of_a_whole_run_leaves_the_run_as_it_is()
    {
        using var run = new TrainerFixture();
        string place = folder.File("run");
        run.Trainer.Checkpoints = new TrainingCheckpoints(place);
        run.Trainer.Train(1);
        string path = Assert.Single(Directory.GetFiles(place));
        byte[] whole = File.ReadAllBytes(path);
        float[] before = run.AllWeights;
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (int round = 0; round < Fuzz.Rounds / WholeRunsPart; round++)
        {
            byte[] damaged = mutations.Damage(whole, reach: round % 2 == 0 ? Head : whole.Length);
            File.WriteAllBytes(path, damaged);
            Fuzz.Try(round, damaged.Length, () => run.Trainer.Resume());
            Assert.Equal(1, run.Trainer.Iteration);
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(before, run.AllWeights);
    }

    // An invalid state makes torch end the process.
    [Fact]
    public void A_random_state_that_passes_the_check_is_one_that_torch_takes()
    {
        using var random = TorchRuntime.Random(1);
        byte[] whole;
        using (var state = random.get_state())
            whole = state.bytes.ToArray();
        int taken = 0;
        for (int round = 0; round < Fuzz.Rounds / StatesPart; round++)
        {
            byte[] damaged = mutations.Damage(whole, reach: round % 2 == 0 ? 32 : whole.Length);
            if (damaged.Length != whole.Length)
                continue;
            using var scope = torch.NewDisposeScope();
            var state = torch.frombuffer(damaged, torch.uint8);
            if (!RandomState.IsValid(state))
                continue;
            taken++;
            random.set_state(state);
            Assert.True(torch.randn(3, generator: random).isfinite().all().item<bool>());
        }

        Assert.InRange(taken, 1, Fuzz.Rounds / StatesPart);
    }

    private byte[] Whole()
    {
        using var scope = torch.NewDisposeScope();
        new CheckpointFolder(folder.Path).Save(
            7,
            new Dictionary<string, torch.Tensor>
            {
                ["generator.dense.weight"] = torch.ones([3, 4]),
                ["generator_adam.steps"] = torch.ones([3], torch.int64),
                ["random"] = torch.ones([5], torch.uint8),
            },
            new Dictionary<string, string> { ["format"] = "DigitForge training checkpoint", ["version"] = "1", ["BatchSize"] = "128" });
        return File.ReadAllBytes(folder.File("checkpoint-00000007.safetensors"));
    }
}
