using NotebookRunner.Documents;
using NotebookRunner.Series;

namespace NotebookRunner.Pages;

/// <summary>
/// A folder with a Markdown page for each executed notebook, the pictures beside it, and an index of all pages that lie there.
/// It writes over, and removes, only what it has made.
/// </summary>
internal sealed class MarkdownBook(string folder)
{
    /// <summary>The index's file name: the one that a code host shows with its folder.</summary>
    public const string IndexName = "README.md";

    /// <summary>The first line of every page: how a page is known from a text that somebody wrote.</summary>
    public const string Mark = "<!-- Made by running the notebook; a change here is lost. -->";

    /// <summary>Stops where a page would replace a text that somebody wrote.</summary>
    /// <exception cref="WrongUseException">There is such a text.</exception>
    public void RefuseForeignFiles(IEnumerable<Notebook> notebooks)
    {
        var names = notebooks.Select(PageName).ToList();
        if (names.FirstOrDefault(name => name.Equals(IndexName, StringComparison.OrdinalIgnoreCase)) is { } clash)
            throw new WrongUseException($"The page {clash} would overwrite the index {IndexName}; call the notebook something else.");
        if (names.Prepend(IndexName).Select(PathOf).FirstOrDefault(path => File.Exists(path) && !IsOwn(path)) is { } foreign)
            throw new WrongUseException($"{foreign} was not made by this program and would be overwritten; choose another folder.");
    }

    /// <summary>Writes a notebook that has ended: its pictures, its page, and the index.</summary>
    public void Add(Notebook notebook)
    {
        var (text, pictures) = MarkdownPage.Of(notebook, folder);
        string pictureFolder = PathOf(notebook.Name);
        foreach (var picture in pictures)
            WholeFile.Write(Path.Combine(pictureFolder, picture.Name), picture.Content);
        WholeFile.Write(PathOf(PageName(notebook)), text);
        RemoveOthers(pictureFolder, [.. pictures.Select(picture => picture.Name)]);
        WholeFile.Write(PathOf(IndexName), MarkdownIndex.Text(Pages()));
    }

    private static string PageName(Notebook notebook) => notebook.Name + ".md";

    private string PathOf(string name) => Path.Combine(folder, name);

    private static bool IsOwn(string path) => File.ReadLines(path).FirstOrDefault() == Mark;

    // All pages, not only this run's: one notebook may be run again by itself.
    private IEnumerable<(string Name, string Text)> Pages() => Directory.GetFiles(folder, "*.md")
        .Where(path => Path.GetFileName(path) != IndexName && IsOwn(path))
        .Order(StringComparer.Ordinal)
        .Select(path => (Path.GetFileName(path), File.ReadAllText(path)));

    private static void RemoveOthers(string pictureFolder, HashSet<string> kept)
    {
        if (!Directory.Exists(pictureFolder))
            return;
        foreach (string path in Directory.GetFiles(pictureFolder))
        {
            string name = Path.GetFileName(path);
            if (PagePictures.IsOwnName(name) && !kept.Contains(name))
                File.Delete(path);
        }

        if (!Directory.EnumerateFileSystemEntries(pictureFolder).Any())
            Directory.Delete(pictureFolder);
    }
}
