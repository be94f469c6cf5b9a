namespace DigitForge.Data;

/// <summary>How a data file was found.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsThere">Whether there is such a file.</param>
/// <param name="Trouble">What is wrong with it, in one sentence; empty where nothing is.</param>
public sealed record DataFileState(string Name, bool IsThere, string Trouble)
{
    /// <summary>Whether the file is there and is the published one, by its SHA-256.</summary>
    public bool IsRight => IsThere && Trouble.Length == 0;
}
