using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>An executed notebook as a page in Markdown, which a code host shows without a script and without a network.</summary>
internal sealed partial class MarkdownPage
{
    /// <summary>The line above the cell that a run has added to set its values.</summary>
    public const string InjectedNote = "*Values of this run:*";

    private readonly Notebook notebook;
    private readonly PagePictures pictures;
    private readonly MarkdownLinks links;

    private MarkdownPage(Notebook notebook, string folder)
    {
        this.notebook = notebook;
        pictures = new PagePictures(notebook.Name);
        links = new MarkdownLinks(notebook.Folder, folder);
    }

    /// <summary>A notebook's page and its pictures.</summary>
    /// <param name="notebook">The notebook with its outputs.</param>
    /// <param name="folder">The folder that the page is for.</param>
    public static (string Text, IReadOnlyList<Picture> Pictures) Create(Notebook notebook, string folder)
    {
        var page = new MarkdownPage(notebook, folder);
        string text = page.Text();
        return (text, page.pictures.All);
    }

    private string Text()
    {
        string source = $"[{MarkdownText.Escape(Path.GetFileName(notebook.Path))}]({links.AddressOf(notebook.Path)})";
        string end = $"---\n\n*Made from {source}.* [Contents]({MarkdownBook.IndexName})";
        var blocks = notebook.Cells.SelectMany(Cell).Prepend(MarkdownBook.Mark).Append(end);
        return string.Join("\n\n", blocks.Where(block => block.Length > 0)) + "\n";
    }

    private IEnumerable<string> Cell(NotebookCell cell)
    {
        if (cell.Kind == CellKind.Markdown)
            yield return links.RetargetAll(cell.Source.Trim('\n'));
        if (cell.Kind != CellKind.Code)
            yield break;
        if (cell.Tags.Contains(Parameters.InjectedTag))
            yield return InjectedNote;
        yield return MarkdownText.Fence(cell.Source, cell.Language ?? "csharp");
        foreach (var output in cell.Outputs)
            yield return Output(cell, output);
    }

    private string Output(NotebookCell cell, JsonObject output) => (string?)output["output_type"] switch
    {
        "stream" => Plain((string)output["text"]!),
        "error" => Plain(string.Join('\n', ((JsonArray)output["traceback"]!).Select(line => (string?)line))),
        _ => Best(cell, (JsonObject)output["data"]!),
    };

    private string Best(NotebookCell cell, JsonObject data)
    {
        if ((string?)data["text/html"] is { } html)
            return new HtmlAsMarkdown((content, ending) => pictures.Add(cell.Id, content, ending), links.Retarget).Convert(html);
        if ((string?)data["image/png"] is { } png)
            return HtmlAsMarkdown.Picture(pictures.Add(cell.Id, Convert.FromBase64String(png), "png"), "picture", null);
        if ((string?)data["text/markdown"] is { } markdown)
            return links.RetargetAll(markdown.Trim('\n'));
        return Plain((string?)data["text/plain"] ?? "");
    }

    private static string Plain(string text)
    {
        string shown = Overwritten.Replace(text.Replace("\r\n", "\n", StringComparison.Ordinal), "").Trim('\n');
        return shown.Length == 0 ? "" : MarkdownText.Fence(shown, "text");
    }

    // A console writes over what stands before a carriage return.
    [GeneratedRegex(@"[^\n]*\r")]
    private static partial Regex Overwritten { get; }
}

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

/// <summary>A picture file beside a page.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Content">The file's bytes.</param>
internal sealed record Picture(string Name, byte[] Content);
