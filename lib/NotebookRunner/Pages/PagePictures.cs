using System.Text.RegularExpressions;

namespace NotebookRunner.Pages;

/// <summary>Gathers a page's pictures and names them by their cell, so that the same run gives the same names.</summary>
/// <param name="folder">The name of the folder, beside the page, that they go to.</param>
internal sealed partial class PagePictures(string folder)
{
    private readonly List<Picture> all = [];
    private readonly Dictionary<string, int> counts = [];

    /// <summary>The pictures so far.</summary>
    public IReadOnlyList<Picture> All => all;

    /// <summary>Takes a cell's next picture.</summary>
    /// <param name="cellId">The cell.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="ending">The file's ending without a dot.</param>
    /// <returns>The picture's address, seen from the page.</returns>
    public string Add(string cellId, byte[] content, string ending)
    {
        string name = NotForNames.Replace(cellId, "-");
        int number = counts[name] = counts.GetValueOrDefault(name) + 1;
        var picture = new Picture($"{name}-{number}.{ending}", content);
        all.Add(picture);
        return $"{Uri.EscapeDataString(folder)}/{picture.Name}";
    }

    /// <summary>Whether a file has a name that this class gives.</summary>
    public static bool IsOwnName(string name) => OwnName.IsMatch(name);

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex NotForNames { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+-\d+\.(png|webp|gif|jpg|svg)$")]
    private static partial Regex OwnName { get; }
}
