using System.Buffers.Binary;
using System.Runtime.Versioning;

namespace DigitForge.Runtime;

/// <summary>
/// Lets TorchSharp's native library load on a system whose C++ library is older than the one TorchSharp was linked against.
/// </summary>
/// <remarks>
/// <c>libLibTorchSharp.so</c> 0.107.0 asks libstdc++ for the symbol version GLIBCXX_3.4.32 (GCC 13); Debian 12 and Ubuntu
/// 22.04 end at 3.4.30. One symbol carries that version and no relocation refers to it, so nothing would be missing.
/// Marking the entry as weak tells the loader so. A version that a relocation does refer to is left as it is.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static class SymbolVersionFix
{
    /// <summary>The versions that a library needs and that another library does not define on this machine.</summary>
    public static IEnumerable<VersionNeed> Missing(ElfSymbolVersions library, string provider, ElfSymbolVersions provided) =>
        library.Needs.Where(need =>
            need.Library == provider && !need.IsWeak && !provided.Definitions.Contains(need.Version));

    /// <summary>Marks as weak each missing version that no relocation refers to.</summary>
    /// <param name="file">The library's bytes. They are changed in place.</param>
    /// <param name="provider">The library that lacks the versions, such as <c>libstdc++.so.6</c>.</param>
    /// <param name="provided">The versions that the provider defines on this machine.</param>
    /// <returns>The versions that were marked; empty if the library loads as it is.</returns>
    /// <exception cref="InvalidDataException">The bytes are not those of a 64-bit little-endian ELF file.</exception>
    public static IReadOnlyList<VersionNeed> Mark(byte[] file, string provider, ElfSymbolVersions provided)
    {
        var unused = Missing(ElfSymbolVersions.Parse(file), provider, provided)
            .Where(need => !need.IsReferredTo)
            .ToList();
        foreach (var need in unused)
        {
            var flags = file.AsSpan(need.FlagsOffset);
            int weak = BinaryPrimitives.ReadUInt16LittleEndian(flags) | ElfSymbolVersions.WeakFlag;
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)weak);
        }

        return unused;
    }

    /// <summary>Marks the versions in a copy of a file, which then replaces the file.</summary>
    /// <param name="path">The library's path, in this project's own output. Its time stamp is kept.</param>
    /// <param name="provider">The library that lacks the versions, such as <c>libstdc++.so.6</c>.</param>
    /// <param name="provided">The versions that the provider defines on this machine.</param>
    /// <returns>The versions that were marked; empty if the library loads as it is.</returns>
    public static IReadOnlyList<VersionNeed> Apply(string path, string provider, ElfSymbolVersions provided)
    {
        byte[] file = File.ReadAllBytes(path);
        var marked = Mark(file, provider, provided);
        if (marked.Count > 0)
            Replace(path, file);
        return marked;
    }

    // The build copies a library again if its time stamp differs from the package's: keeping the time stamp keeps the fix.
    private static void Replace(string path, byte[] content) => WholeFile.Replace(path, beside =>
    {
        File.WriteAllBytes(beside, content);
        File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
        File.SetLastWriteTimeUtc(beside, File.GetLastWriteTimeUtc(path));
    });
}
