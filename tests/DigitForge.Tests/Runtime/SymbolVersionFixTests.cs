using System.Buffers.Binary;
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

    // Where a section's header has them.
    private const int OffsetAt = 24, LinkAt = 40, EntryCountAt = 44;

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

    [Fact]
    public void A_table_that_names_a_section_outside_the_file_is_refused()
    {
        Pristine();
        byte[] library = WithLinkOutside(File.ReadAllBytes(LibraryPath));
        Assert.Throws<InvalidDataException>(() => ElfSymbolVersions.Parse(library));
    }

    [Fact]
    public void A_list_ends_at_its_last_entry_whatever_its_count_says()
    {
        var expected = Pristine().Needs;
        byte[] library = File.ReadAllBytes(LibraryPath);
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(VersionNeeds(library) + EntryCountAt), 1_000_000);
        Assert.Equal(expected, ElfSymbolVersions.Parse(library).Needs);
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        Pristine();
        byte[] library = File.ReadAllBytes(LibraryPath);
        int table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(40)));
        int versions = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(VersionNeeds(library) + OffsetAt)));
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            int at = round % 2 == 0 ? random.Next(table, library.Length) : versions + random.Next(400);
            byte whole = library[at];
            library[at] = (byte)random.Next(256);
            var failure = Record.Exception(() => ElfSymbolVersions.Parse(library));
            Assert.True(failure is null or InvalidDataException, $"round {round}: {failure}");
            refused += failure is null ? 0 : 1;
            library[at] = whole;
        }

        Assert.InRange(refused, 20, 280);
    }

    /// <summary>A library whose list of needed versions takes its names from a section that does not exist.</summary>
    internal static byte[] WithLinkOutside(byte[] library)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(VersionNeeds(library) + LinkAt), 50_000);
        return library;
    }

    // The header of the section .gnu.version_r.
    private static int VersionNeeds(byte[] library)
    {
        int table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library.AsSpan(40)));
        return Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(library.AsSpan(60)))
            .Select(i => table + (i * 64))
            .Single(at => BinaryPrimitives.ReadUInt32LittleEndian(library.AsSpan(at + 4)) == 0x6ffffffe);
    }

    // This project's copy may already be fixed; the package's file has no flag set.
    private ElfSymbolVersions Pristine()
    {
        byte[] library = File.ReadAllBytes(Path.Combine(LibraryFolder.Path, "libLibTorchSharp.so"));
        foreach (var need in ElfSymbolVersions.Parse(library).Needs)
            library[need.FlagsOffset] = 0;
        File.WriteAllBytes(LibraryPath, library);
        return ElfSymbolVersions.Read(LibraryPath);
    }

    // libc10.so defines no version of the C++ library, so to the fix it lacks them all.
    private static ElfSymbolVersions OlderLibrary() => ElfSymbolVersions.Read(Path.Combine(LibraryFolder.Path, "libc10.so"));
}
