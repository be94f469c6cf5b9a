using System.Diagnostics;
using TorchSharp;
using Xunit;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Runtime;

/// <summary>
/// Bugs of TorchSharp that this project works around. A test here fails when a new version has fixed its bug: then the workaround can be removed.
/// </summary>
public sealed class TorchSharpQuirksTests
{
    [Fact]
    public void TorchSharp_leaves_a_tensor_behind_for_each_convolution_with_a_bias()
    {
        Assert.True(
            LeftBehind(() => Conv2d(1, 1, 3)) > 0 && LeftBehind(() => ConvTranspose2d(1, 1, 3)) > 0,
            "TorchSharp has fixed this: the dispose scopes in ConvGenerator.Layers and ConvDiscriminator.Layers can go.");
        Assert.Equal(0, LeftBehind(() => Conv2d(1, 1, 3, bias: false)));
        Assert.Equal(0, LeftBehind(() => ConvTranspose2d(1, 1, 3, bias: false)));
    }

    [Fact]
    public void TorchSharp_does_not_initialise_the_weights_of_group_normalization()
    {
        const int channels = 64;
        bool allAreOnes = true;
        for (int i = 0; i < 50; i++)
        {
            using var scope = torch.NewDisposeScope();
            // The memory that the allocator returns next is full of sevens, whatever the process did before.
            torch.full(channels, 7f).Dispose();
            using var layer = GroupNorm(8, channels);
            allAreOnes &= layer.state_dict()["weight"].eq(1).all().item<bool>();
        }

        Assert.False(allAreOnes, "TorchSharp has fixed this: layers of group normalization need not be filled with ones and zeros by hand.");
    }

    [Fact]
    public void TorchSharp_counts_two_tensors_for_each_parameter_and_one_of_them_for_ever()
    {
        const int networks = 1_000;
        using var process = Process.GetCurrentProcess();
        long tensors = torch.Tensor.TotalCount;
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long memory = process.WorkingSet64;
        for (int i = 0; i < networks; i++)
            Linear(512, 512).Dispose();

        Assert.True(torch.Tensor.TotalCount - tensors >= networks, "TorchSharp has fixed this: Tensor.TotalCount tells now what is left behind.");
        // The count is wrong, not the disposal: a leak of a megabyte per network would be a gigabyte by now.
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        process.Refresh();
        Assert.InRange(process.WorkingSet64 - memory, long.MinValue, 200_000_000);
    }

    private static long LeftBehind(Func<Module> make)
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        make().Dispose();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }
}
