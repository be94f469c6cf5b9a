using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The notebooks of the series.</summary>
internal static class Series
{
    /// <summary>Their files' names.</summary>
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(RepositoryFolder.File("notebooks"), "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>A notebook's path.</summary>
    public static string PathOf(string name) => RepositoryFolder.File("notebooks", name);
}
