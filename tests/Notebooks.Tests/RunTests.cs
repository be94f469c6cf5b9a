using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Every notebook of the series, run from its first cell to its last with few iterations.</summary>
public sealed partial class RunTests(BookFixture book)
{
    private const string Training = "05-train.ipynb";
    private const string Bridge = "12-pytorch-bridge.ipynb";
    private const long LargestFile = 6_000_000;
    private const int LongestLine = 120;
    private const int LongestText = 30;

    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_runs_without_an_error_or_a_warning_and_gives_a_valid_file_and_a_page(string name)
    {
        var result = await book.ResultAsync(name);

        Assert.True(result.Succeeded, $"code cell {result.FailedCell}: {result.Error?.Message}");
        var outputs = result.Notebook.CodeCells.SelectMany(cell => cell.Outputs).ToList();
        Assert.DoesNotContain(outputs, output => (string?)output["name"] == "stderr");
        Assert.Empty(NotebookFormat.Violations(await book.FileAsync(name, ".ipynb")));
        Assert.NotEmpty(await PicturesAsync(await book.FileAsync(name, ".html")));
        Assert.InRange(new FileInfo(await book.FileAsync(name, ".ipynb")).Length, 1, LargestFile);
    }

    // VS Code does not wrap printed lines by default: longer lines are truncated on the right.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_printed_lines_fit_a_window(string name)
    {
        var outputs = (await book.ResultAsync(name)).Notebook.CodeCells.SelectMany(cell => cell.Outputs);
        string[] lines = [.. outputs.Select(PrintedText).SelectMany(text => text.Split('\n'))];
        Assert.Contains(lines, line => line.Length > 0);
        Assert.DoesNotContain(lines, line => line.Length > LongestLine);
    }

    // Plotly.js is larger than everything else that a notebook of the series shows. Only the training notebook carries it.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_charts_are_pictures(string name)
    {
        var result = await book.ResultAsync(name);
        var charts = result.Notebook.CodeCells.SelectMany(cell => cell.Outputs).Select(output => (string?)output["data"]?["text/html"] ?? "").Where(html => html.Contains("digitforge-chart", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(charts);
        Assert.All(charts, html => Assert.Contains("<svg", html, StringComparison.Ordinal));
        Assert.Equal(name == Training ? 1 : 0, charts.Count(html => html.Contains("<script", StringComparison.Ordinal)));
    }

    // Some hosts show a type without its own view as text, and .NET Interactive shows it as a tree of all its properties. VS Code truncates text
    // after 30 lines.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_it_shows_has_a_view_of_its_own(string name)
    {
        var result = await book.ResultAsync(name);
        var outputs = result.Notebook.CodeCells.SelectMany(cell => cell.Outputs).ToList();
        var shown = outputs.Select(output => output["data"]?["text/html"]).ToList();
        Assert.All(outputs, output => Assert.True(output["data"] is null || output["data"]!["text/html"] is not null, output.ToJsonString()));
        Assert.DoesNotContain(shown, html => html is not null && ObjectTree.IsMatch((string)html!));
        Assert.All(outputs, output => Assert.InRange(((string?)output["text"] ?? "").TrimEnd('\n').Split('\n').Length, 1, LongestText));
    }

    [Fact]
    public async Task Training_shows_pictures_that_change_and_the_same_ones_for_the_same_seed()
    {
        string[] first = await PicturesAsync(await book.FileAsync(Training, ".html"));
        // The other edition trains the same way. The pictures of its solutions come after all of the lesson's.
        string[] second = await PicturesAsync(await book.SolvedPageAsync(Training));

        var (slowMotion, liveView, strip, goingOn, newNoise) = (first[0], first[1..3], first[3], first[4..6], first[6]);
        var (fastView, fastStrip, hundred) = (first[7..9], first[9], first[10]);
        Assert.Equal(11, first.Length);
        Assert.Equal(liveView[0], goingOn[0]);
        string[] different = [slowMotion, .. liveView, strip, goingOn[1], newNoise, .. fastView, fastStrip, hundred];
        Assert.Equal(different.Length, different.Distinct().Count());
        Assert.Equal(first, second[..first.Length]);
    }

    [Fact]
    public async Task The_bridge_opens_a_pth_file_where_the_reader_asks_for_it_and_only_there()
    {
        var lesson = await book.ResultAsync(Bridge);
        Assert.True(lesson.Succeeded, $"code cell {lesson.FailedCell}: {lesson.Error?.Message}");
        Assert.Contains("No .pth file has been opened.", Output(lesson, "nb12-44"), StringComparison.Ordinal);

        string[] cells = ["nb12-03", "nb12-05", "nb12-06", "nb12-08", "nb12-43", "nb12-44"];
        var asked = await book.PartAsync(Bridge, cells, "string pickle = null;", "string pickle = $\"{Folder}/generator.pth\";");

        Assert.True(asked.Succeeded, $"code cell {asked.FailedCell}: {asked.Error?.Message}");
        Assert.DoesNotContain(asked.Notebook.CodeCells.SelectMany(cell => cell.Outputs), output => (string?)output["name"] == "stderr");
        Assert.Equal(Picture.Match(Output(asked, "nb12-08")).Value, Picture.Match(Output(asked, "nb12-44")).Value);
        Assert.NotEmpty(Picture.Match(Output(asked, "nb12-44")).Value);
    }

    // With quotation marks as they are, which JSON escapes.
    private static string Output(NotebookResult result, string id) => string.Concat(Assert.Single(result.Notebook.CodeCells, cell => cell.Id == id)
        .Outputs.Select(output => (string?)output["text"] ?? (string?)output["data"]?["text/html"]));

    // Hosts show plain text only if there is nothing richer.
    private static string PrintedText(JsonObject output) =>
        (string?)output["text"] ?? (output["data"]?["text/html"] is null ? (string?)output["data"]?["text/plain"] : null) ?? "";

    private static async Task<string[]> PicturesAsync(string page) =>
        [.. Picture.Matches(await File.ReadAllTextAsync(page)).Select(match => match.Value)];

    // Only visible pictures: plotly.js has its own picture in its code.
    [GeneratedRegex("""(?<=<img[^>]* src=")data:image/png;base64,[A-Za-z0-9+/=]+""")]
    private static partial Regex Picture { get; }

    [GeneratedRegex("""class="dni-(treeview|code-hint)""")]
    private static partial Regex ObjectTree { get; }
}
