using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>A notebook that VS Code's Polyglot Notebooks has saved is still the same notebook.</summary>
public sealed class PolyglotSaveTests : IDisposable
{
    private const string CheckCall = "MachineCheck.Run(";

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Paths =>
    [
        .. Series.Names.Select(row => Series.PathOf(row.Data)),
        .. Series.Names.Select(row => Series.ChinesePathOf(row.Data)),
        RepositoryFolder.File("data", "models", "train-models.ipynb"),
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public void It_keeps_its_tags_parameters_and_exercises(string path)
    {
        var (before, after) = (Notebook.Load(path), Load(PolyglotSave.Apply(File.ReadAllText(path))));
        Assert.Equal(Tags(before), Tags(after));
        Assert.Equal(Parameters.Read(before), Parameters.Read(after));
        Assert.Equal(Solutions(before), Solutions(after));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Without_kernel_names_it_loses_its_tags_and_is_understood_all_the_same(string path)
    {
        var (before, after) = (Notebook.Load(path), Load(PolyglotSave.Apply(PolyglotSave.WithoutKernelNames(File.ReadAllText(path)))));
        Assert.DoesNotContain(after.CodeCells, cell => cell.Tags.Count > 0);
        Assert.Equal(before.Cells.Select(cell => (cell.Id, cell.Source)), after.Cells.Select(cell => (cell.Id, cell.Source)));
        Assert.Equal(Solutions(before), Solutions(after));
        if (Parameters.Read(before).Any(parameter => parameter.Quick is not null))
            Assert.Equal(Parameters.Read(before), Parameters.Read(after));
        Assert.Equal(
            before.CodeCells.Where(cell => cell.Tags.Contains("machine-check")).Select(cell => cell.Id),
            after.CodeCells.Where(cell => cell.Source.Contains(CheckCall, StringComparison.Ordinal)).Select(cell => cell.Id));
    }

    [Fact]
    public void There_are_tags_parameters_and_exercises_to_lose()
    {
        Notebook[] all = [.. Paths.Select(row => Notebook.Load(row.Data))];
        Assert.Superset(new HashSet<string> { "parameters", "exercise", "machine-check" }, all.SelectMany(notebook => notebook.CodeCells).SelectMany(cell => cell.Tags).ToHashSet());
        Assert.Contains(all, notebook => Solutions(notebook).Any());
    }

    private static IEnumerable<string> Tags(Notebook notebook) => notebook.Cells.Select(cell => $"{cell.Id} {string.Join(' ', cell.Tags)}");

    private static IEnumerable<(string Id, string Solution)> Solutions(Notebook notebook) => Exercises.In(notebook).Select(exercise => (exercise.Cell.Id, exercise.Solution));

    private Notebook Load(string text)
    {
        string path = folder.File("saved.ipynb");
        File.WriteAllText(path, text);
        return Notebook.Load(path);
    }
}
