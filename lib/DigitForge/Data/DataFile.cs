namespace DigitForge.Data;

/// <summary>One file of a published data set.</summary>
/// <param name="Name">The file's name without <c>.gz</c>.</param>
/// <param name="Sha256">The SHA-256 of its unpacked bytes, in lower-case hexadecimal; packed bytes differ from mirror to mirror.</param>
public sealed record DataFile(string Name, string Sha256);
