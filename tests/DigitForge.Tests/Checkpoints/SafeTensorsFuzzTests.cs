using DigitForge.Checkpoints;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Checkpoints;

public sealed class SafeTensorsFuzzTests
{
    [Fact]
    public void A_damaged_file_is_refused_in_one_sentence_or_is_whole_all_the_same()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Whole(folder.File("x"));
        var mutations = new Mutations(seed: 1);
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (int round = 0; round < Fuzz.Rounds; round++)
        {
            using var damaged = new MemoryStream(mutations.Damage(whole, reach: whole.Length));
            Fuzz.Try(round, damaged.Length, () => SafeTensorsFile.Read(damaged, "x").Dispose());
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static byte[] Whole(string path)
    {
        NativeLibraries.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        SafeTensorsFile.Save(
            path,
            new Dictionary<string, torch.Tensor>
            {
                ["dense.weight"] = torch.ones([3, 4]),
                ["dense.bias"] = torch.ones([4], torch.float64),
                ["count"] = torch.ones([], torch.int64),
                ["mask"] = torch.ones([5], torch.@bool),
                ["none"] = torch.ones([0, 2], torch.uint8),
            },
            new Dictionary<string, string> { ["format"] = "pt" });
        return File.ReadAllBytes(path);
    }
}
