namespace NotebookRunner.Kit;

/// <summary>What kit to make.</summary>
/// <param name="Root">The repository.</param>
/// <param name="Folder">The folder to make.</param>
/// <param name="Platforms">For which machines, in .NET's terms.</param>
internal sealed record KitOptions(string Root, string Folder, IReadOnlyList<string> Platforms)
{
    /// <summary>The machines that torch's packages are for.</summary>
    public static IReadOnlyList<string> AllPlatforms { get; } = ["linux-x64", "win-x64", "osx-arm64"];
}
