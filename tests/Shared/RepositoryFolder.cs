using System.Reflection;

namespace Shared;

/// <summary>The repository that the tests were built from.</summary>
internal static class RepositoryFolder
{
    /// <summary>Its absolute path.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory,
        typeof(RepositoryFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryFolder").Value!));

    /// <summary>A file or folder in it.</summary>
    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
