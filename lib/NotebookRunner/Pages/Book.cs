using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>A folder with the executed notebooks, an HTML page for each, and an index that is updated after each.</summary>
internal sealed class Book(string folder, IReadOnlyList<Notebook> notebooks)
{
    private readonly List<NotebookResult> results = [];

    /// <summary>Writes a notebook after its run: its file, its page, and the index.</summary>
    public void Add(NotebookResult result)
    {
        results.Add(result);
        string name = result.Notebook.Name;
        result.Notebook.Save(Path.Combine(folder, name + ".ipynb"));
        WholeFile.Write(Path.Combine(folder, name + ".html"), NotebookPage.Html(result, notebooks, folder));
        WholeFile.Write(Path.Combine(folder, "index.html"), IndexPage.Html(notebooks, results));
    }
}

/// <summary>The book's first page: every notebook with its last picture, how it ended and how long it took.</summary>
internal static partial class IndexPage
{
    /// <summary>The page as HTML.</summary>
    public static string Html(IReadOnlyList<Notebook> notebooks, IReadOnlyList<NotebookResult> results)
    {
        var words = notebooks[0].Words;
        var entries = notebooks.Select(notebook => Entry(notebook, results.FirstOrDefault(result => result.Notebook == notebook), words));
        var total = results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Elapsed);
        string heading = words.Text("The book");
        string summary = words.Text($"{results.Count} of {notebooks.Count} notebooks run in {Duration.Format(total, words)}, {results.Count(result => !result.Succeeded)} failed.");
        return Pages.Html.Page(heading, $"""
            <main>
            <h1>{heading}</h1>
            <p>{summary}</p>
            <ol class="contents">
            {string.Join('\n', entries)}
            </ol>
            </main>
            """, words.Text("en"));
    }

    private static string Entry(Notebook notebook, NotebookResult? result, Translation words)
    {
        string title = Pages.Html.Escape(notebook.Title);
        if (result is null)
            return $"""<li class="waiting"><span class="title">{title}</span><span class="state">{words.Text("not run yet")}</span></li>""";
        string time = Duration.Format(result.Elapsed, words);
        var (kind, state) = result switch
        {
            { Succeeded: true } => ("ran", time),
            _ => ("failed", words.Text($"failed in code cell {result.FailedCell} after {time}")),
        };
        return $"""<li class="{kind}"><a href="{Uri.EscapeDataString(notebook.Name)}.html">{LastPicture(notebook)}<span class="title">{title}</span></a><span class="state">{state}</span></li>""";
    }

    private static string LastPicture(Notebook notebook)
    {
        string? source = notebook.CodeCells
            .SelectMany(cell => cell.Outputs)
            .Select(output => Media.Best(output["data"] as JsonObject))
            .OfType<Media>()
            .SelectMany(Pictures)
            .LastOrDefault();
        return source is null ? "" : $"""<img alt="" src="{source}">""";
    }

    private static IEnumerable<string> Pictures(Media media) => media switch
    {
        { Type: Media.Html } => Picture.Matches(media.Text).Select(match => match.Value),
        { PictureEnding: not null } => media.DataUri() is { } address ? [address] : [],
        _ => [],
    };

    [GeneratedRegex("data:image/png;base64,[A-Za-z0-9+/=]+")]
    private static partial Regex Picture { get; }
}
