namespace DigitForge.Runtime;

/// <summary>One entry of an ELF library's list of symbol versions that another library must offer.</summary>
/// <param name="Library">The library that must offer the version, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The number under which the symbol table refers to this version.</param>
/// <param name="FlagsOffset">Where in the file the entry's 16 bits of flags stand, in bytes.</param>
/// <param name="IsWeak">Whether the loader goes on when the version is missing.</param>
/// <param name="IsReferredTo">Whether any relocation names a symbol of this version: if none does, nothing needs it.</param>
internal sealed record VersionNeed(
    string Library, string Version, int Index, int FlagsOffset, bool IsWeak, bool IsReferredTo);
