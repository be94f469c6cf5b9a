using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The notebooks as they are committed.</summary>
public sealed partial class SourceTests
{
    private const string Bridge = "12-pytorch-bridge.ipynb";
    private const int SetupCells = 2;
    private const int LongestCell = 15;

    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_a_valid_file_without_outputs(string name)
    {
        Assert.Empty(NotebookFormat.Violations(Series.PathOf(name)));
        var cells = JsonNode.Parse(File.ReadAllText(Series.PathOf(name)))!["cells"]!.AsArray();
        var code = cells.Where(cell => (string?)cell!["cell_type"] == "code").ToList();
        Assert.NotEmpty(code);
        Assert.All(code, cell => Assert.Empty(cell!["outputs"]!.AsArray()));
        Assert.All(code, cell => Assert.Null(cell!["execution_count"]));
    }

    // Polyglot Notebooks drops the tags of a cell without a kernel name, and changes a notebook of another language when it opens it.
    [Theory]
    [MemberData(nameof(PolyglotSaveTests.Paths), MemberType = typeof(PolyglotSaveTests))]
    public void Every_code_cell_names_its_kernel_and_the_notebook_its_language(string path)
    {
        var notebook = Notebook.Load(path);
        Assert.Equal("polyglot-notebook", (string?)notebook.Metadata["language_info"]?["name"]);
        Assert.All(notebook.CodeCells, cell => Assert.Equal("csharp", (string?)cell.Json["metadata"]!["polyglot_notebook"]?["kernelName"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_cell_ids_are_in_order(string name)
    {
        string number = name[..2];
        var ids = Notebook.Load(Series.PathOf(name)).Cells.Select(cell => cell.Id);
        Assert.Equal(Enumerable.Range(1, ids.Count()).Select(i => $"nb{number}-{i:D2}"), ids);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_begins_by_building_and_referencing_the_library(string name)
    {
        var cells = Notebook.Load(Series.PathOf(name)).CodeCells;
        Assert.Equal("#load \"build.csx\"", cells[0].Source);
        Assert.StartsWith("#r \"../artifacts/digitforge/DigitForge.dll\"\n", cells[1].Source, StringComparison.Ordinal);
        Assert.EndsWith("Console.WriteLine(TorchRuntime.Start());", cells[1].Source, StringComparison.Ordinal);
    }

    // An instructor says "run 5.15". Few people read a cell that fills more than half a screen.
    [Theory]
    [MemberData(nameof(Names))]
    public void Its_cells_are_numbered_and_short(string name) =>
        Assert.All(Notebook.Load(Series.PathOf(name)).CodeCells.Skip(SetupCells), cell =>
        {
            string[] lines = cell.Source.Split('\n');
            Assert.Equal($"// {int.Parse(name[..2], CultureInfo.InvariantCulture)}.{cell.Id[^2..]}", lines[0]);
            Assert.InRange(lines.Length - 1, 1, LongestCell);
        });

    // Each interactive chart adds plotly.js, 3.6 MB, to the saved notebook.
    [Fact]
    public void One_cell_of_the_series_shows_an_interactive_chart()
    {
        var interactive = Series.Names.SelectMany(row => Notebook.Load(Series.PathOf(row.Data)).CodeCells)
            .Where(cell => cell.Source.Contains(".Interactive()", StringComparison.Ordinal));
        Assert.Equal("nb05-20", Assert.Single(interactive).Id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_uses_nothing_that_breaks_in_a_host(string name)
    {
        var cells = Notebook.Load(Series.PathOf(name)).CodeCells;
        Assert.NotEmpty(cells);
        foreach (var cell in cells)
        {
            Assert.DoesNotContain("#!", cell.Source, StringComparison.Ordinal);
            // In the real kernel HTML(...) prints a compiler warning (dotnet/interactive, issue 1939).
            Assert.DoesNotContain("HTML(", cell.Source, StringComparison.Ordinal);
            // In the last .NET Interactive, display(x).Update(y) does not change the output.
            Assert.DoesNotContain(".Update(", cell.Source, StringComparison.Ordinal);
            // Each causes a compiler warning, which Jupyter shows in red: a reference to an older runtime, and a nullable annotation.
            Assert.DoesNotContain("torch.tensor(", cell.Source, StringComparison.Ordinal);
            Assert.DoesNotContain("Tensor?", cell.Source, StringComparison.Ordinal);
            Assert.DoesNotMatch(TopLevelUsing, cell.Source);
            Assert.DoesNotMatch(TopLevelNamespace, cell.Source);
            Assert.DoesNotMatch(AbsolutePath, cell.Source);
        }
    }

    [Fact]
    public void Some_of_them_join_tensors() => Assert.Contains(Names, row => Joined.IsMatch(string.Join('\n', Notebook.Load(Series.PathOf(row.Data)).Cells.Select(cell => cell.Source))));

    // torch.stack and torch.cat do not keep the tensors that a lazy sequence creates alive: a tensor that is collected too early crashes the kernel.
    [Theory]
    [MemberData(nameof(Names))]
    public void It_holds_on_to_the_tensors_that_it_joins(string name)
    {
        string all = string.Join(";\n", Notebook.Load(Series.PathOf(name)).Cells.Select(cell => cell.Source));
        foreach (Match joined in Joined.Matches(all))
        {
            string variable = joined.Groups["variable"].Value;
            bool isHeld = Held.IsMatch(joined.Value)
                || (variable.Length > 0 && Regex.Matches(all, $@"\b{variable} = [^;]*").Any(made => Held.IsMatch(made.Value)));
            Assert.True(isHeld, joined.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_folds_its_solutions_and_answers(string name)
    {
        var prose = Notebook.Load(Series.PathOf(name)).Cells.Where(cell => cell.Kind == CellKind.Markdown).ToList();
        Assert.Contains(prose, cell => Folded.IsMatch(cell.Source));
        foreach (var cell in prose)
        {
            Assert.Equal(cell.Source.Split("<details>").Length, cell.Source.Split("</details>").Length);
            Assert.DoesNotMatch(SolutionOrAnswer, Folded.Replace(cell.Source, ""));
        }
    }

    // Jupyter's own notebook hides the triangle of a summary (its CSS makes it a block), and its sanitizer drops styles: the words must suffice.
    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_folded_says_that_it_opens(string name)
    {
        foreach (var (path, says) in new[] { (Series.PathOf(name), "Show "), (Series.ChinesePathOf(name), "点击展开") })
        {
            var summaries = Notebook.Load(path).Cells.SelectMany(cell => Summary.Matches(cell.Source)).Select(summary => summary.Groups[1].Value).ToList();
            Assert.NotEmpty(summaries);
            Assert.All(summaries, text => Assert.StartsWith(says, text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_links_lead_to_files_that_exist(string name)
    {
        var prose = Notebook.Load(Series.PathOf(name)).Cells.Where(cell => cell.Kind == CellKind.Markdown);
        var targets = prose.SelectMany(cell => Link.Matches(cell.Source)).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(File.Exists(RepositoryFolder.File("notebooks", target)), target));
    }

    // A package restore inside a kernel is the least reliable line that a notebook can have. All packages are beside the library.
    [Fact]
    public void No_notebook_asks_for_a_package()
    {
        string[] paths = [.. new[] { "notebooks", "data" }.SelectMany(folder => Directory.GetFiles(RepositoryFolder.File(folder), "*.ipynb", SearchOption.AllDirectories))];
        Assert.InRange(paths.Length, (2 * Names.Count) + 1, int.MaxValue);
        Assert.All(paths, path => Assert.DoesNotContain(
            Notebook.Load(path).Cells, cell => cell.Source.Contains("#r \"nuget:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("networks.py")]
    [InlineData("draw.py")]
    public void The_bridge_shows_the_scripts_as_they_are(string script)
    {
        var prose = Notebook.Load(Series.PathOf(Bridge)).Cells.Where(cell => cell.Kind == CellKind.Markdown);
        string text = File.ReadAllText(RepositoryFolder.File("notebooks", "pytorch", script)).Trim();
        Assert.Contains(prose, cell => cell.Source.Contains($"```python\n{text}\n```", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^using\s+var\s", RegexOptions.Multiline)]
    private static partial Regex TopLevelUsing { get; }

    [GeneratedRegex(@"^namespace\s", RegexOptions.Multiline)]
    private static partial Regex TopLevelNamespace { get; }

    [GeneratedRegex(@"torch\.(stack|cat)\(((?<variable>\w+)[,)])?[^;]*", RegexOptions.ExplicitCapture)]
    private static partial Regex Joined { get; }

    [GeneratedRegex(@"\.ToArray\(\)|new\[\]")]
    private static partial Regex Held { get; }

    [GeneratedRegex("<details>.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Folded { get; }

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary { get; }

    [GeneratedRegex(@"<summary>|^(#+|\*\*)\s*(Solution|Answer)\b", RegexOptions.Multiline)]
    private static partial Regex SolutionOrAnswer { get; }

    [GeneratedRegex("""["'](/|[A-Za-z]:\\)""")]
    private static partial Regex AbsolutePath { get; }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link { get; }
}
