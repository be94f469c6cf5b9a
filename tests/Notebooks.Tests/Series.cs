using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The notebooks of the series.</summary>
internal static class Series
{
    /// <summary>The name of the Chinese edition's folder, which also identifies its language.</summary>
    public const string Chinese = "zh";

    /// <summary>The folder of the Chinese edition.</summary>
    public const string ChineseFolder = $"notebooks/{Chinese}";

    /// <summary>The file names of the notebooks.</summary>
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(RepositoryFolder.File("notebooks"), "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The path of a notebook of the Chinese edition.</summary>
    public static string ChinesePathOf(string name) => RepositoryFolder.File(ChineseFolder, name);

    /// <summary>The path of a notebook.</summary>
    public static string PathOf(string name) => RepositoryFolder.File("notebooks", name);
}
