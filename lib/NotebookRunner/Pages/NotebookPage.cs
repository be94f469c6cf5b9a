using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ColorCode;
using ColorCode.Styling;
using Markdig;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>An executed notebook as an HTML page: prose, code and outputs.</summary>
internal sealed partial class NotebookPage
{
    // In bytes. A larger picture file is linked instead, so that the page opens quickly.
    private const int MaxEmbedded = 10_000_000;

    private const string Ending = ".html";

    private readonly Translation words;
    private readonly Links links;
    private readonly HeadingIds headings = new();

    private NotebookPage(Notebook notebook, IReadOnlyList<Notebook> series, string folder)
    {
        words = notebook.Words;
        links = new Links(notebook, folder, Ending, series);
    }

    /// <summary>The page as HTML.</summary>
    /// <param name="result">The notebook and how its run ended.</param>
    /// <param name="series">All notebooks of the run: links to them become links to their pages.</param>
    /// <param name="folder">The folder that the page is for.</param>
    public static string Html(NotebookResult result, IReadOnlyList<Notebook> series, string folder)
    {
        var notebook = result.Notebook;
        var page = new NotebookPage(notebook, series, folder);
        var body = new StringBuilder();
        body.Append(page.Navigation(notebook, series)).Append("<main>\n");
        foreach (var cell in notebook.Cells)
            body.Append(page.Cell(cell));
        body.Append(CultureInfo.InvariantCulture, $"""<p class="state">{page.State(result)}</p>""");
        body.Append("\n</main>\n").Append(page.Navigation(notebook, series));
        return Pages.Html.Page(notebook.Title, body.ToString(), page.words.Text("en"));
    }

    private string State(NotebookResult result)
    {
        string time = Duration.Format(result.Elapsed, words);
        return result.Succeeded ? words.Text($"All cells ran, {time} in all.") : words.Text($"Code cell {result.FailedCell} failed, {time} in all.");
    }

    private string Navigation(Notebook notebook, IReadOnlyList<Notebook> series)
    {
        int place = series.ToList().IndexOf(notebook);
        string before = place > 0 ? Link(series[place - 1], "&larr; ", "") : "<span></span>";
        string after = place < series.Count - 1 ? Link(series[place + 1], "", " &rarr;") : "<span></span>";
        return $"""<nav>{before}<a href="index.html">{words.Text("Contents")}</a>{after}</nav>""" + "\n";
    }

    private static string Link(Notebook notebook, string before, string after) =>
        $"""<a href="{Uri.EscapeDataString(notebook.Name)}{Ending}">{before}{Pages.Html.Escape(notebook.Title)}{after}</a>""";

    private string Cell(NotebookCell cell) => cell.Kind switch
    {
        CellKind.Markdown => $"""<section class="prose">{Prose(cell, cell.Source)}</section>""" + "\n",
        CellKind.Code => $"""<section class="code" id="{Pages.Html.Escape(cell.Id)}">{Code(cell)}{string.Concat(cell.Outputs.Select(output => Output(cell, output)))}</section>""" + "\n",
        _ => "",
    };

    private string Prose(NotebookCell cell, string markdown)
    {
        var document = Markdown.Parse(links.RetargetAll(markdown, target => Picture(cell, target)), HeadingIds.Markdown);
        headings.Assign(document);
        return PictureTag.Replace(document.ToHtml(HeadingIds.Markdown), "<img alt=\"${text}\" src=\"${source}\"");
    }

    // Pictures are embedded, so that the page can be moved and sent.
    private string Picture(NotebookCell cell, string target)
    {
        var picture = Media.Attached(cell, target);
        if (picture is null && links.FileOf(target) is { } file && new FileInfo(file).Length <= MaxEmbedded)
            picture = Media.FromFile(file);
        return picture is { PictureEnding: not null } && picture.DataUri() is { } address ? address : links.Retarget(target);
    }

    private static string Code(NotebookCell cell)
    {
        string highlighted = new HtmlClassFormatter(StyleDictionary.DefaultLight).GetHtmlString(cell.Source.Trim('\n'), Languages.CSharp);
        return $"""<div class="source">{highlighted}</div>""";
    }

    private string Output(NotebookCell cell, JsonObject output) => (string?)output["output_type"] switch
    {
        "stream" => Preformatted((string?)output["name"] ?? "", (string?)output["text"] ?? ""),
        "error" => Preformatted("error", string.Join('\n', ((JsonArray)output["traceback"]!).Select(line => (string?)line))),
        _ => Media.Best(output["data"] as JsonObject) is { } best ? $"""<div class="output">{Shown(cell, best)}</div>""" : "",
    };

    private string Shown(NotebookCell cell, Media media) => media switch
    {
        { Type: Media.Html } => links.RetargetHtml(media.Text, target => Picture(cell, target)),
        { Type: Media.Markdown } => Prose(cell, media.Text),
        { Type: Media.Svg } => media.SvgElement() ?? Note(Media.NoDrawing),
        { PictureEnding: not null } => media.DataUri() is { } address ? $"""<img alt="{words.Text("picture")}" src="{address}">""" : Note(Media.Damaged(media.Type)),
        { Type: Media.Latex } => Preformatted("latex", media.Text),
        { Type: Media.Json } => Preformatted("json", media.ReadableJson()),
        { IsText: true } => $"<pre>{ConsoleText.AsHtml(media.Text)}</pre>",
        _ => Note(media.NotShown),
    };

    private static string Preformatted(string kind, string text) => $"""<pre class="{Pages.Html.Escape(kind)}">{ConsoleText.AsHtml(text)}</pre>""";

    private string Note(Phrase text) => $"""<p class="state">{Pages.Html.Escape(words.Text(text))}</p>""";

    // The alternative text goes first: behind an embedded picture, thousands of letters long, nobody who reads the page's source finds it.
    [GeneratedRegex("<img src=\"(?<source>[^\"]*)\" alt=\"(?<text>[^\"]*)\"")]
    private static partial Regex PictureTag { get; }
}
