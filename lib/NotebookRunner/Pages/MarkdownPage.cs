using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>An executed notebook as a Markdown page, which a code host shows without scripts.</summary>
internal sealed class MarkdownPage
{
    /// <summary>The line above the cell that a run adds to set its parameters, in English.</summary>
    public const string InjectedNote = "*Values of this run:*";

    /// <summary>The ending of a page's file.</summary>
    public const string Ending = ".md";

    private readonly Notebook notebook;
    private readonly Translation words;
    private readonly PagePictures pictures;
    private readonly Links links;

    private MarkdownPage(Notebook notebook, string folder, IReadOnlyList<Notebook> run)
    {
        this.notebook = notebook;
        words = notebook.Words;
        pictures = new PagePictures(notebook.Name);
        links = new Links(notebook, folder, Ending, run);
    }

    /// <summary>A notebook's page and its pictures.</summary>
    /// <param name="notebook">The notebook with its outputs.</param>
    /// <param name="folder">The folder that the page is for.</param>
    /// <param name="run">The notebooks of the run: links to them become links to their pages.</param>
    public static (string Text, IReadOnlyList<Picture> Pictures) Create(Notebook notebook, string folder, IReadOnlyList<Notebook> run)
    {
        var page = new MarkdownPage(notebook, folder, run);
        string text = page.Text();
        return (text, page.pictures.All);
    }

    private string Text()
    {
        string source = $"[{MarkdownText.Escape(Path.GetFileName(notebook.Path))}]({links.AddressOf(notebook.Path)})";
        string end = "---\n\n" + words.Text($"*Made from {source}.* [Contents]({MarkdownBook.IndexName})");
        var blocks = notebook.Cells.SelectMany(Cell).Prepend(MarkdownBook.Mark).Append(end);
        return string.Join("\n\n", blocks.Where(block => block.Length > 0)) + "\n";
    }

    private IEnumerable<string> Cell(NotebookCell cell)
    {
        if (cell.Kind == CellKind.Markdown)
            yield return links.RetargetAll(cell.Source.Trim('\n'), target => Picture(cell, target));
        if (cell.Kind != CellKind.Code)
            yield break;
        if (cell.Tags.Contains(Parameters.InjectedTag))
            yield return words.Text(InjectedNote);
        yield return MarkdownText.Fence(cell.Source, cell.Language ?? "csharp");
        foreach (var output in cell.Outputs)
            yield return Output(cell, output);
    }

    // A picture file beside the notebook stays where it is; one stored in the cell becomes a file beside the page.
    private string Picture(NotebookCell cell, string target) =>
        Media.Attached(cell, target) is { PictureEnding: { } ending } picture && picture.Bytes() is { } bytes
            ? pictures.Add(cell.Id, bytes, ending)
            : links.Retarget(target);

    private string Output(NotebookCell cell, JsonObject output) => (string?)output["output_type"] switch
    {
        "stream" => Plain((string)output["text"]!),
        "error" => Plain(string.Join('\n', ((JsonArray)output["traceback"]!).Select(line => (string?)line))),
        _ => Media.Best(output["data"] as JsonObject) is { } best ? Shown(cell, best) : "",
    };

    private string Shown(NotebookCell cell, Media media) => media switch
    {
        { Type: Media.Html } => Html(cell, media.Text),
        { Type: Media.Markdown } => links.RetargetAll(media.Text.Trim('\n'), target => Picture(cell, target)),
        { Type: Media.Svg } => media.SvgElement() is { } svg ? Html(cell, svg) : Note(Media.NoDrawing),
        { PictureEnding: { } ending } => media.Bytes() is { } bytes
            ? HtmlAsMarkdown.Picture(pictures.Add(cell.Id, bytes, ending), words.Text("picture"), null)
            : Note(Media.Damaged(media.Type)),
        { Type: Media.Latex } => MarkdownText.Fence(Formula(media.Text), "math"),
        { Type: Media.Json } => MarkdownText.Fence(media.ReadableJson(), "json"),
        { IsText: true } => Plain(media.Text),
        _ => Note(media.NotShown),
    };

    private string Html(NotebookCell cell, string html) =>
        new HtmlAsMarkdown((content, ending) => pictures.Add(cell.Id, content, ending), links.Retarget, words).Convert(html);

    private static string Plain(string text)
    {
        string shown = ConsoleText.Plain(text).Trim('\n');
        return shown.Length == 0 ? "" : MarkdownText.Fence(shown, "text");
    }

    // Code hosts show a code block of the language "math" as a formula; it must not contain the dollar signs.
    private static string Formula(string latex) => latex.Trim().Trim('$').Trim();

    private string Note(Phrase text) => $"*{MarkdownText.Escape(words.Text(text))}*";
}

/// <summary>Collects a page's pictures and names them after their cell, so that the same run gives the same names.</summary>
/// <param name="folder">The name of the pictures' folder, which is beside the page.</param>
internal sealed partial class PagePictures(string folder)
{
    private readonly List<Picture> all = [];
    private readonly Dictionary<string, int> counts = [];

    /// <summary>The pictures so far.</summary>
    public IReadOnlyList<Picture> All => all;

    /// <summary>Adds a cell's next picture.</summary>
    /// <param name="cellId">The cell.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="ending">The file's ending without a dot.</param>
    /// <returns>The picture's address, relative to the page.</returns>
    public string Add(string cellId, byte[] content, string ending)
    {
        string name = NotForNames.Replace(cellId, "-");
        int number = counts[name] = counts.GetValueOrDefault(name) + 1;
        var picture = new Picture($"{name}-{number}.{ending}", content);
        all.Add(picture);
        return $"{Uri.EscapeDataString(folder)}/{picture.Name}";
    }

    /// <summary>Whether a file's name is one that this class gives.</summary>
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
