using System.Runtime.Versioning;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Runtime;

[SupportedOSPlatform("linux")]
public sealed class SymbolVersionFixTests : IDisposable
{
    private const string Provider = "libstdc++.so.6";
    private const string Newest = "GLIBCXX_3.4.32";

    private readonly TemporaryFolder folder = new();

    public SymbolVersionFixTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF files are Linux's.");
    }

    private string LibraryPath => folder.File("libLibTorchSharp.so");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_all_versions_that_TorchSharp_needs_nothing_refers_to_the_newest()
    {
        var needs = Pristine().Needs.Where(need => need.Library == Provider).ToList();
        Assert.Contains(needs, need => need.Version == "GLIBCXX_3.4" && need.IsReferredTo);
        Assert.Equal([Newest], needs.Where(need => !need.IsReferredTo).Select(need => need.Version));
    }

    [Fact]
    public void An_older_C_library_gets_the_one_entry_marked_and_nothing_else_changed()
    {
        Pristine();
        byte[] before = File.ReadAllBytes(LibraryPath);
        var stamp = new DateTime(2020, 1, 2, 3, 4, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(LibraryPath, stamp);

        var marked = SymbolVersionFix.Apply(LibraryPath, Provider, OlderLibrary());

        byte[] after = File.ReadAllBytes(LibraryPath);
        Assert.Equal([Newest], marked.Select(need => need.Version));
        Assert.Equal([marked[0].FlagsOffset], Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]));
        Assert.Equal(ElfSymbolVersions.WeakFlag, after[marked[0].FlagsOffset]);
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(LibraryPath));
        Assert.Equal([LibraryPath], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Once_is_enough()
    {
        Pristine();
        SymbolVersionFix.Apply(LibraryPath, Provider, OlderLibrary());
        Assert.Empty(SymbolVersionFix.Apply(LibraryPath, Provider, OlderLibrary()));
    }

    [Fact]
    public void A_C_library_that_has_the_version_leaves_the_file_alone()
    {
        Pristine();
        byte[] before = File.ReadAllBytes(LibraryPath);
        Assert.Empty(SymbolVersionFix.Apply(LibraryPath, "libm.so.6", OlderLibrary()));
        Assert.Equal(before, File.ReadAllBytes(LibraryPath));
    }

    [Fact]
    public void A_file_that_is_not_ELF_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => ElfSymbolVersions.Parse([]));
        Assert.Throws<InvalidDataException>(() => ElfSymbolVersions.Parse(new byte[100]));
        Assert.Throws<InvalidDataException>(() => ElfSymbolVersions.Parse(File.ReadAllBytes(typeof(ElfSymbolVersions).Assembly.Location)));
    }

    // The copy that this project uses may be fixed already: the package's has no flag set.
    private ElfSymbolVersions Pristine()
    {
        byte[] library = File.ReadAllBytes(Path.Combine(LibraryFolder.Path, "libLibTorchSharp.so"));
        foreach (var need in ElfSymbolVersions.Parse(library).Needs)
            library[need.FlagsOffset] = 0;
        File.WriteAllBytes(LibraryPath, library);
        return ElfSymbolVersions.Read(LibraryPath);
    }

    // libc10.so defines no version of the C++ library: to the fix it is one that lacks them all.
    private static ElfSymbolVersions OlderLibrary() => ElfSymbolVersions.Read(Path.Combine(LibraryFolder.Path, "libc10.so"));
}
