using System.Reflection;

namespace Shared;

/// <summary>The repository that the tests were built from.</summary>
internal static class RepositoryFolder
{
    /// <summary>The absolute path of the repository.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory,
        typeof(RepositoryFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryFolder").Value!));

    /// <summary>The path of a file or folder in the repository.</summary>
    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
