using DigitForge.Runtime;
using TorchSharp;
using Shared;
using Xunit;

namespace DigitForge.Tests.Runtime;

public sealed class NativeLibrariesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_library_is_named_with_its_folder_and_the_mend()
    {
        var refusal = Assert.Throws<ReaderException>(() => NativeLibraries.LoadFrom(folder.Path, "libtorch_cpu.so"));
        Assert.Equal($"libtorch_cpu.so is missing from the folder {Path.GetFileName(folder.Path)}: build it again with 'dotnet build lib/DigitForge'.", refusal.ToString());
    }

    [Fact]
    public void A_damaged_library_is_named_with_the_loaders_reason()
    {
        File.WriteAllText(folder.File("libtorch_cpu.so"), "not a library");
        var refusal = Assert.Throws<ReaderException>(() => NativeLibraries.LoadFrom(folder.Path, "libtorch_cpu.so"));
        Assert.StartsWith("libtorch_cpu.so cannot be loaded (", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("build it again with 'dotnet build lib/DigitForge'.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain(folder.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_this_machine_lacks_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbol versions are Linux's.");
        byte[] library = File.ReadAllBytes(Path.Combine(LibraryFolder.Path, "libLibTorchSharp.so"));
        Overwrite(library, "GLIBCXX_3.4.9"u8, "GLIBCXX_9.9.9"u8);
        File.WriteAllBytes(folder.File("libLibTorchSharp.so"), library);

        string sentence = NativeLibraries.Explain(folder.File("libLibTorchSharp.so"), new DllNotFoundException("a page of trace"));

        Assert.Equal(
            "libLibTorchSharp.so needs GLIBCXX_9.9.9 of libstdc++.so.6, which this machine's libstdc++.so.6 does not have: "
          + "update the system's C++ library (the package libstdc++6 of GCC 13 or newer).",
            sentence);
    }

    [Fact]
    public void Torch_starts_with_no_more_threads_than_processors()
    {
        var environment = TorchRuntime.Start();
        Assert.InRange(environment.Threads, 1, Environment.ProcessorCount);
        Assert.Equal(torch.get_num_threads(), environment.Threads);
        Assert.Equal(DeviceType.CPU, torch.CPU.type);
        Assert.Contains("TorchSharp 0.107.0 on libtorch 2.10.0", environment.ToString(), StringComparison.Ordinal);
    }

    private static void Overwrite(byte[] content, ReadOnlySpan<byte> found, ReadOnlySpan<byte> replacement)
    {
        byte[] wholeName = [0, .. found, 0];
        int at = content.AsSpan().IndexOf(wholeName);
        Assert.True(at >= 0);
        replacement.CopyTo(content.AsSpan(at + 1));
    }
}
