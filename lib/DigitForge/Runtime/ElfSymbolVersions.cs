using System.Buffers.Binary;
using System.Text;

namespace DigitForge.Runtime;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library needs from other libraries, and those that it defines itself.
/// </summary>
/// <remarks>
/// Layout from the System V ABI (sections, symbols, relocations) and the Linux Standard Base, "Symbol Versioning"
/// (the sections <c>.gnu.version</c>, <c>.gnu.version_r</c> and <c>.gnu.version_d</c>).
/// </remarks>
internal sealed class ElfSymbolVersions
{
    /// <summary>The flag VER_FLG_WEAK: the loader warns of a missing version instead of refusing the library.</summary>
    public const ushort WeakFlag = 0x2;

    private const int RelocationTable = 4;
    private const int VersionDefinitions = 0x6ffffffd;
    private const int VersionNeeds = 0x6ffffffe;
    private const int VersionTable = 0x6fffffff;

    private const int RelocationSize = 24;

    private readonly byte[] file;
    private readonly Section[] sections;

    private ElfSymbolVersions(byte[] file)
    {
        this.file = file;
        sections = ReadSections();
        Definitions = ReadDefinitions().ToHashSet();
        Needs = ReadNeeds().ToList();
    }

    /// <summary>The versions that this library needs from other libraries, in the file's order.</summary>
    public IReadOnlyList<VersionNeed> Needs { get; }

    /// <summary>The names of the versions that this library defines.</summary>
    public IReadOnlySet<string> Definitions { get; }

    /// <summary>Reads a library's version tables.</summary>
    /// <exception cref="InvalidDataException">The file is not a 64-bit little-endian ELF file, or it is truncated.</exception>
    public static ElfSymbolVersions Read(string path) => Parse(File.ReadAllBytes(path));

    /// <inheritdoc cref="Read"/>
    public static ElfSymbolVersions Parse(byte[] file)
    {
        bool isElf64 = file.Length >= 64 && file.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8);
        if (!isElf64)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        try
        {
            return new ElfSymbolVersions(file);
        }
        catch (Exception damage) when (damage is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("an ELF file whose tables point outside it", damage);
        }
    }

    private Section[] ReadSections()
    {
        int table = checked((int)UInt64(40));
        int entrySize = UInt16(58);
        int count = UInt16(60);
        return [.. Enumerable.Range(0, count).Select(i => ReadSection(table + (i * entrySize)))];
    }

    private Section ReadSection(int at) => new(
        Type: (int)UInt32(at + 4),
        Offset: checked((int)UInt64(at + 24)),
        Size: checked((int)UInt64(at + 32)),
        Link: (int)UInt32(at + 40),
        EntryCount: (int)UInt32(at + 44));

    private IEnumerable<string> ReadDefinitions()
    {
        foreach (var section in sections.Where(s => s.Type == VersionDefinitions))
        {
            int at = section.Offset;
            for (int i = 0; i < section.EntryCount; i++)
            {
                int firstName = Offset(at, at + 12);
                yield return Text(section, UInt32(firstName));
                if (UInt32(at + 16) == 0)
                    break;
                at = Offset(at, at + 16);
            }
        }
    }

    private IEnumerable<VersionNeed> ReadNeeds()
    {
        var referredTo = VersionsNamedByRelocations();
        foreach (var section in sections.Where(s => s.Type == VersionNeeds))
        {
            int at = section.Offset;
            for (int i = 0; i < section.EntryCount; i++)
            {
                string library = Text(section, UInt32(at + 4));
                int entry = Offset(at, at + 8);
                for (int k = 0; k < UInt16(at + 2); k++)
                {
                    int index = UInt16(entry + 6);
                    bool isWeak = (UInt16(entry + 4) & WeakFlag) != 0;
                    yield return new VersionNeed(library, Text(section, UInt32(entry + 8)), entry + 4, isWeak, referredTo.Contains(index));
                    if (UInt32(entry + 12) == 0)
                        break;
                    entry = Offset(entry, entry + 12);
                }

                if (UInt32(at + 12) == 0)
                    break;
                at = Offset(at, at + 12);
            }
        }
    }

    private HashSet<int> VersionsNamedByRelocations()
    {
        var versions = sections.FirstOrDefault(s => s.Type == VersionTable);
        if (versions is null)
            return [];
        var named = new HashSet<int>();
        foreach (var relocations in sections.Where(s => s.Type == RelocationTable))
        {
            for (int at = relocations.Offset; at < relocations.Offset + relocations.Size; at += RelocationSize)
            {
                int symbol = (int)UInt32(at + 12);
                named.Add(UInt16(versions.Offset + (2 * symbol)));
            }
        }

        return named;
    }

    private string Text(Section section, uint offset)
    {
        var text = file.AsSpan(checked(sections[section.Link].Offset + (int)offset));
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }

    // Each entry stores the distance from itself to the next one; the last stores 0. Only forward distances are accepted, so a damaged
    // list cannot loop.
    private int Offset(int from, int at) => checked(from + (int)UInt32(at));

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));

    private sealed record Section(int Type, int Offset, int Size, int Link, int EntryCount);
}

/// <summary>One entry of an ELF library's list of symbol versions that another library must offer.</summary>
/// <param name="Library">The library that must offer the version, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="FlagsOffset">The offset in the file, in bytes, of the entry's 16 flag bits.</param>
/// <param name="IsWeak">Whether the loader continues when the version is missing.</param>
/// <param name="IsReferredTo">Whether any relocation refers to a symbol of this version. If none does, nothing needs the version.</param>
internal sealed record VersionNeed(string Library, string Version, int FlagsOffset, bool IsWeak, bool IsReferredTo);
