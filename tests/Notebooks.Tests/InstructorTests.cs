using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>
/// The instructor's guide names cells, questions, settings and exercises of the notebooks. All of them exist, and no question and no exercise
/// is missing.
/// </summary>
public sealed partial class InstructorTests
{
    private const string Question = "**Predict, then run.**";

    private const string Settings = "3. How long";
    private const string Questions = "4. What to say";
    private const string CatchingUp = "5. Catching up";
    private const string Answers = "9. Answers";

    public static TheoryData<string> Names => Series.Names;

    private static string Guide => File.ReadAllText(RepositoryFolder.File("notebooks", "INSTRUCTOR.md")).ReplaceLineEndings("\n");

    // Cells to run are code. A cell to read aloud is called "the text nb08-42".
    [Fact]
    public void Every_cell_that_it_names_is_there_and_has_something_to_run()
    {
        var kinds = Names.SelectMany(row => Notebook.Load(Series.PathOf(row.Data)).Cells).ToDictionary(cell => cell.Id, cell => cell.Kind);
        var named = Prose.WithoutCode(Guide).Split('\n').SelectMany(CellsIn).ToList();
        Assert.InRange(named.Count, 300, 2_000);
        string[] wrong = [.. named.Where(cell => !kinds.TryGetValue(cell.Id, out var kind) || kind != cell.Kind).Select(cell => cell.Id)];
        Assert.True(wrong.Length == 0, $"No such cell, or prose that the guide says to run: {string.Join(", ", wrong)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_row_for_each_question_of_a_notebook_in_the_same_order(string name)
    {
        var cells = Notebook.Load(Series.PathOf(name)).Cells;
        var asked = cells.Where(cell => IsProse(cell) && cell.Source.Contains(Question, StringComparison.Ordinal)).Select(cell => cell.Id);
        string table = Section(Questions).Split("\n### ").Single(part => part.Split('\n')[0].EndsWith($"({name})", StringComparison.Ordinal));
        var answered = FirstCell.Matches(table).Select(row => cells.TakeWhile(cell => cell.Id != row.Groups["id"].Value).Last(IsProse).Id);
        Assert.Equal(asked, answered);
    }

    [Fact]
    public void Every_number_that_it_says_to_change_is_a_parameter_of_that_notebook()
    {
        var settings = Section(Settings).Split('\n').Concat(Section(CatchingUp).Split('\n'))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Setting.Matches(line).Select(setting => (Number: NotebookNumber.Match(line).Groups["number"].Value, Name: setting.Groups["name"].Value)))
            .ToList();
        Assert.InRange(settings.Count, 20, 100);
        Assert.All(settings, setting => Assert.Contains(setting.Name, ParametersOf(setting.Number)));
    }

    [Fact]
    public void Its_answers_are_those_of_the_folded_solutions()
    {
        var exercises = Names.SelectMany(row => Exercises.In(Notebook.Load(Series.PathOf(row.Data)))).ToList();
        var rows = ExerciseRow.Matches(Section(Answers)).ToList();
        Assert.Equal(exercises.Select(exercise => exercise.Cell.Id), rows.Select(row => row.Groups["id"].Value));
        foreach (var (exercise, row) in exercises.Zip(rows))
        {
            string solution = WithoutBlanks(exercise.Solution);
            Assert.All(Code.Matches(row.Groups["answer"].Value), code => Assert.Contains(WithoutBlanks(code.Groups["code"].Value), solution, StringComparison.Ordinal));
        }
    }

    // "nb05-16", followed in the same line by "-18".
    private static IEnumerable<(string Id, CellKind Kind)> CellsIn(string line)
    {
        string notebook = "?";
        foreach (Match cell in CellName.Matches(line))
        {
            if (cell.Groups["notebook"].Success)
                notebook = cell.Groups["notebook"].Value;
            yield return ($"{notebook}-{cell.Groups["cell"].Value}", cell.Groups["text"].Success ? CellKind.Markdown : CellKind.Code);
        }
    }

    private static string Section(string title) => Guide.Split("\n## ").Single(section => section.StartsWith(title, StringComparison.Ordinal));

    private static bool IsProse(NotebookCell cell) => cell.Kind == CellKind.Markdown;

    private static IEnumerable<string> ParametersOf(string number) =>
        Parameters.Read(Notebook.Load(Series.PathOf(Names.Single(row => row.Data.StartsWith(number, StringComparison.Ordinal)).Data))).Select(parameter => parameter.Name);

    private static string WithoutBlanks(string code) => WhiteSpace.Replace(code, "");

    [GeneratedRegex(@"(?<text>\btext )?\b(?<notebook>nb\d\d)-(?<cell>\d\d)\b|(?<=[\s(])-(?<cell>\d\d)\b(?![.,]?\d)")]
    private static partial Regex CellName { get; }

    [GeneratedRegex(@"^\| (?<id>nb\d\d-\d\d)\b", RegexOptions.Multiline)]
    private static partial Regex FirstCell { get; }

    [GeneratedRegex(@"^\| \d+\.\d [^|\n]*\| (?<id>nb\d\d-\d\d) \|(?<answer>[^|\n]*)\|", RegexOptions.Multiline)]
    private static partial Regex ExerciseRow { get; }

    [GeneratedRegex(@"`(?<code>[^`\n]+)`")]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"`(?<name>[A-Z]\w*)( = [\w.]+)?`")]
    private static partial Regex Setting { get; }

    // The notebook of a row: that of its first cell or its first link.
    [GeneratedRegex(@"\bnb(?<number>\d\d)-|\((?<number>\d\d)-[\w-]+\.ipynb\)")]
    private static partial Regex NotebookNumber { get; }

    [GeneratedRegex(@"\s")]
    private static partial Regex WhiteSpace { get; }
}
