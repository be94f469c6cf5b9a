using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Runtime;

public sealed class NativeLibrariesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_library_is_named_with_its_folder_and_the_fix()
    {
        var refusal = Assert.Throws<OneSentenceException>(() => NativeLibraries.LoadFrom(folder.Path, "libtorch_cpu.so"));
        Assert.Equal($"libtorch_cpu.so is missing from the folder {Path.GetFileName(folder.Path)}: build it again with 'dotnet build lib/DigitForge'.", refusal.ToString());
    }

    [Fact]
    public void A_damaged_library_is_named_with_the_loaders_reason()
    {
        File.WriteAllText(folder.File("libtorch_cpu.so"), "not a library");
        var refusal = Assert.Throws<OneSentenceException>(() => NativeLibraries.LoadFrom(folder.Path, "libtorch_cpu.so"));
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
    public void A_file_that_must_not_be_changed_is_loaded_as_a_marked_copy_that_leaves_nothing_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbol versions are Linux's.");
        byte[] library = NeedsUnusedVersion(out _);

        using var temporary = new TemporaryDirectoryVariable();
        nint handle = NativeLibraries.LoadFrom(folder.Path, "libLibTorchSharp.so");

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTorch_get_num_threads", out _));
        NativeLibrary.Free(handle);
        Assert.Equal(library, File.ReadAllBytes(folder.File("libLibTorchSharp.so")));
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public void Where_there_is_no_place_for_a_marked_copy_the_sentence_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbol versions are Linux's.");
        NeedsUnusedVersion(out string version);

        using var temporary = new TemporaryDirectoryVariable();
        Directory.Delete(temporary.Path);
        var refusal = Assert.Throws<OneSentenceException>(() => { NativeLibraries.LoadFrom(folder.Path, "libLibTorchSharp.so"); });

        Assert.StartsWith($"libLibTorchSharp.so needs {version} of libstdc++.so.6", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nothing in the file uses it", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"the folder {Path.GetFileName(folder.Path)}", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("set TMPDIR to a folder that you may write to.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("update", refusal.Message, StringComparison.Ordinal);
    }

    // An exception here would make every type of the DLL unusable.
    [Theory]
    [SupportedOSPlatform("linux")]
    [InlineData("libLibTorchSharp.so", "no such list")]
    [InlineData("no such library", "/proc/self/maps")]
    [InlineData("damaged", "/proc/self/maps")]
    [InlineData("empty", "/proc/self/maps")]
    public void Whatever_the_files_are_like_nothing_is_thrown_while_the_DLL_loads(string library, string mappedFiles)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbol versions are Linux's.");
        NeedsUnusedVersion(out _);
        File.WriteAllBytes(folder.File("damaged"), SymbolVersionFixTests.WithLinkOutside(File.ReadAllBytes(folder.File("libLibTorchSharp.so"))));
        File.WriteAllBytes(folder.File("empty"), []);
        byte[]? before = File.Exists(folder.File(library)) ? File.ReadAllBytes(folder.File(library)) : null;

        NativeLibraries.MarkUnusedSymbolVersions(folder.File(library), mappedFiles);

        Assert.Equal(before, File.Exists(folder.File(library)) ? File.ReadAllBytes(folder.File(library)) : null);
    }

    [Fact]
    public void Torch_starts_with_no_more_threads_than_processors()
    {
        var environment = TorchRuntime.Start();
        Assert.InRange(environment.Threads, 1, Environment.ProcessorCount);
        Assert.Equal(torch.get_num_threads(), environment.Threads);
        Assert.Contains("TorchSharp 0.107.0 on libtorch 2.10.0", environment.ToString(), StringComparison.Ordinal);
        Assert.Contains("device cpu", environment.ToString(), StringComparison.Ordinal);
    }

    // TorchSharp's library as on a machine whose C++ library lacks the one version that nothing in the file uses.
    private byte[] NeedsUnusedVersion(out string version)
    {
        byte[] library = File.ReadAllBytes(Path.Combine(LibraryFolder.Path, "libLibTorchSharp.so"));
        foreach (var need in ElfSymbolVersions.Parse(library).Needs)
            library[need.FlagsOffset] = 0;
        Overwrite(library, "GLIBCXX_3.4.32"u8, "GLIBCXX_9.9.99"u8);
        version = ElfSymbolVersions.Parse(library).Needs.Single(need => need.Library == "libstdc++.so.6" && !need.IsReferredTo).Version;
        Assert.Equal("GLIBCXX_9.9.99", version);
        File.WriteAllBytes(folder.File("libLibTorchSharp.so"), library);
        return library;
    }

    private static void Overwrite(byte[] content, ReadOnlySpan<byte> found, ReadOnlySpan<byte> replacement)
    {
        byte[] wholeName = [0, .. found, 0];
        int at = content.AsSpan().IndexOf(wholeName);
        Assert.True(at >= 0);
        replacement.CopyTo(content.AsSpan(at + 1));
    }

    /// <summary>Gives this process its own, empty temporary folder.</summary>
    private sealed class TemporaryDirectoryVariable : IDisposable
    {
        private readonly string? before = Environment.GetEnvironmentVariable("TMPDIR");

        public TemporaryDirectoryVariable() => Environment.SetEnvironmentVariable("TMPDIR", Path);

        public string Path { get; } = Directory.CreateTempSubdirectory("digitforge-").FullName;

        public void Dispose()
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
    }
}
