using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ColorCode;
using ColorCode.Styling;
using Markdig;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>An executed notebook as a page: prose, code and what the code gave.</summary>
internal static class NotebookPage
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>The page as HTML.</summary>
    /// <param name="result">The notebook and how its run ended.</param>
    /// <param name="series">All notebooks of the run, for the links to the ones before and after.</param>
    public static string Html(NotebookResult result, IReadOnlyList<Notebook> series)
    {
        var notebook = result.Notebook;
        var words = PageWords.For(notebook);
        var body = new StringBuilder();
        body.Append(Navigation(notebook, series, words)).Append("<main>\n");
        foreach (var cell in notebook.Cells)
            body.Append(Cell(cell));
        body.Append($"""<p class="state">{State(result, words)}</p>""");
        body.Append("\n</main>\n").Append(Navigation(notebook, series, words));
        return Pages.Html.Page(notebook.Title, body.ToString(), words.Language);
    }

    private static string State(NotebookResult result, PageWords words)
    {
        string time = Duration.Format(result.Elapsed);
        return result switch
        {
            { WasSkipped: true } => string.Format(CultureInfo.InvariantCulture, words.SomeSkipped, NotebookResult.Skipped, time),
            { Succeeded: true } => string.Format(CultureInfo.InvariantCulture, words.AllRan, time),
            _ => string.Format(CultureInfo.InvariantCulture, words.Failed, result.FailedCell, time),
        };
    }

    private static string Navigation(Notebook notebook, IReadOnlyList<Notebook> series, PageWords words)
    {
        int place = series.ToList().IndexOf(notebook);
        string before = place > 0 ? Link(series[place - 1], "&larr; ", "") : "<span></span>";
        string after = place < series.Count - 1 ? Link(series[place + 1], "", " &rarr;") : "<span></span>";
        return $"""<nav>{before}<a href="index.html">{words.Contents}</a>{after}</nav>""" + "\n";
    }

    private static string Link(Notebook notebook, string before, string after) =>
        $"""<a href="{Uri.EscapeDataString(notebook.Name)}.html">{before}{Pages.Html.Escape(notebook.Title)}{after}</a>""";

    private static string Cell(NotebookCell cell) => cell.Kind switch
    {
        CellKind.Markdown => $"""<section class="prose">{WithPageLinks(Markdig.Markdown.ToHtml(cell.Source, Markdown))}</section>""" + "\n",
        CellKind.Code => $"""<section class="code" id="{Pages.Html.Escape(cell.Id)}">{Code(cell)}{string.Concat(cell.Outputs.Select(Output))}</section>""" + "\n",
        _ => "",
    };

    // In the book the neighbours of a page are pages.
    private static string WithPageLinks(string html) => html.Replace(".ipynb\"", ".html\"", StringComparison.Ordinal);

    private static string Code(NotebookCell cell)
    {
        string highlighted = new HtmlClassFormatter(StyleDictionary.DefaultLight).GetHtmlString(cell.Source.Trim('\n'), Languages.CSharp);
        return $"""<div class="source">{highlighted}</div>""";
    }

    private static string Output(JsonObject output) => (string?)output["output_type"] switch
    {
        "stream" => $"""<pre class="{output["name"]}">{Pages.Html.Escape((string)output["text"]!)}</pre>""",
        "error" => $"""<pre class="error">{Pages.Html.Escape(string.Join('\n', ((JsonArray)output["traceback"]!).Select(line => (string?)line)))}</pre>""",
        _ => $"""<div class="output">{Best((JsonObject)output["data"]!)}</div>""",
    };

    private static string Best(JsonObject data)
    {
        if ((string?)data["text/html"] is { } html)
            return html;
        if ((string?)data["image/png"] is { } png)
            return $"""<img alt="picture" src="data:image/png;base64,{png}">""";
        if ((string?)data["text/markdown"] is { } markdown)
            return Markdig.Markdown.ToHtml(markdown, Markdown);
        return $"<pre>{Pages.Html.Escape((string?)data["text/plain"] ?? "")}</pre>";
    }
}
