using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>
/// The instructor's guide, in both editions, names cells, questions, settings and exercises of its notebooks: all of them are there, and no question
/// and no exercise is left out. The Chinese guide and handout say what the English ones say, row by row.
/// </summary>
public sealed partial class InstructorTests
{
    private const string English = "notebooks";
    private const string Chinese = Series.ChineseFolder;

    private const string GuideName = "INSTRUCTOR.md";
    private const string HandoutName = "HANDOUT.md";

    // The sections have the same numbers in both editions.
    private const int Settings = 3;
    private const int Questions = 4;
    private const int CatchingUp = 5;
    private const int Answers = 9;

    public static TheoryData<string> Names => Series.Names;

    public static TheoryData<string> Editions => [English, Chinese];

    public static MatrixTheoryData<string, string> NamesInEachEdition => new([English, Chinese], Names.Select(row => row.Data));

    // What is to be run is code. What is to be read aloud is called "the text nb08-42", in Chinese 正文.
    [Theory]
    [MemberData(nameof(Editions))]
    public void Every_cell_that_it_names_is_there_and_has_something_to_run(string edition)
    {
        var kinds = Names.SelectMany(row => Load(edition, row.Data).Cells).ToDictionary(cell => cell.Id, cell => cell.Kind);
        var named = NamedCells(Guide(edition));
        Assert.InRange(named.Count, 300, 2_000);
        string[] wrong = [.. named.Where(cell => !kinds.TryGetValue(cell.Id, out var kind) || kind != cell.Kind).Select(cell => cell.Id)];
        Assert.True(wrong.Length == 0, $"{edition}: no such cell, or prose that the guide says to run: {string.Join(", ", wrong)}");
    }

    [Theory]
    [MemberData(nameof(NamesInEachEdition))]
    public void It_has_a_row_for_each_question_of_a_notebook_in_the_same_order(string edition, string name)
    {
        string question = edition == Chinese ? "**先预测，再运行。**" : "**Predict, then run.**";
        var cells = Load(edition, name).Cells;
        var asked = cells.Where(cell => IsProse(cell) && cell.Source.Contains(question, StringComparison.Ordinal)).Select(cell => cell.Id);
        string table = Section(edition, Questions).Split("\n### ").Single(part => part.Split('\n')[0].EndsWith($"({name})", StringComparison.Ordinal));
        var answered = FirstCell.Matches(table).Select(row => cells.TakeWhile(cell => cell.Id != row.Groups["id"].Value).Last(IsProse).Id);
        Assert.Equal(asked, answered);
    }

    [Theory]
    [MemberData(nameof(Editions))]
    public void Every_number_that_it_says_to_change_is_a_parameter_of_that_notebook(string edition)
    {
        var settings = Section(edition, Settings).Split('\n').Concat(Section(edition, CatchingUp).Split('\n'))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Setting.Matches(line).Select(setting => (Number: NotebookNumber.Match(line).Groups["number"].Value, Name: setting.Groups["name"].Value)))
            .ToList();
        Assert.InRange(settings.Count, 20, 100);
        Assert.All(settings, setting => Assert.Contains(setting.Name, ParametersOf(edition, setting.Number)));
    }

    [Theory]
    [MemberData(nameof(Editions))]
    public void Its_answers_are_those_of_the_folded_solutions(string edition)
    {
        var exercises = Names.SelectMany(row => Exercises.In(Load(edition, row.Data))).ToList();
        var rows = ExerciseRow.Matches(Section(edition, Answers)).ToList();
        Assert.Equal(exercises.Select(exercise => exercise.Cell.Id), rows.Select(row => row.Groups["id"].Value));
        foreach (var (exercise, row) in exercises.Zip(rows))
        {
            string solution = WithoutBlanks(exercise.Solution);
            Assert.All(Code.Matches(row.Groups["answer"].Value), code => Assert.Contains(WithoutBlanks(code.Groups["code"].Value), solution, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_Chinese_guide_names_the_same_cells_in_the_same_order() =>
        Assert.Equal(NamedCells(Guide(English)).Select(cell => cell.Id), NamedCells(Guide(Chinese)).Select(cell => cell.Id));

    // A row begins with the same cell, or with none, and has as many columns.
    [Theory]
    [InlineData(GuideName)]
    [InlineData(HandoutName)]
    public void The_Chinese_text_has_the_same_rows(string file)
    {
        var english = Sections(Read(English, file));
        var chinese = Sections(Read(Chinese, file));
        Assert.Equal(english.Length, chinese.Length);
        foreach (var (ours, theirs) in english.Zip(chinese))
            Assert.Equal(Rows(ours), Rows(theirs));
    }

    [Theory]
    [InlineData(English, GuideName)]
    [InlineData(English, HandoutName)]
    [InlineData(Chinese, GuideName)]
    [InlineData(Chinese, HandoutName)]
    public void It_leads_to_files_that_are_there_and_to_its_twin(string edition, string file)
    {
        string folder = RepositoryFolder.File(edition);
        List<string> targets = [.. Link.Matches(Read(edition, file)).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];
        string[] missing = [.. targets.Select(target => target.Split('#')[0]).Where(path => path.Length > 0 && !File.Exists(Path.Combine(folder, path)))];
        Assert.True(missing.Length == 0, $"{edition}/{file} leads to what is not there: {string.Join(", ", missing)}");
        Assert.Contains(edition == Chinese ? $"../{file}" : $"zh/{file}", targets);
    }

    private static string Read(string edition, string file) => File.ReadAllText(RepositoryFolder.File(edition, file)).ReplaceLineEndings("\n");

    private static string Guide(string edition) => Read(edition, GuideName);

    private static Notebook Load(string edition, string name) => Notebook.Load(edition == Chinese ? Series.ChinesePathOf(name) : Series.PathOf(name));

    private static List<(string Id, CellKind Kind)> NamedCells(string guide) => [.. Prose.WithoutCode(guide).Split('\n').SelectMany(CellsIn)];

    // "nb05-16", and behind it in the same line "-18".
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

    private static string[] Sections(string text) => text.Split("\n## ");

    private static string Section(string edition, int number) => Sections(Guide(edition)).Single(section => section.StartsWith($"{number}. ", StringComparison.Ordinal));

    private static List<string> Rows(string section) => [.. Prose.WithoutCode(section).Split('\n').Where(line => line.StartsWith('|'))
        .Select(line => $"{FirstCell.Match(line).Groups["id"].Value} {line.Count(letter => letter == '|')}")];

    private static bool IsProse(NotebookCell cell) => cell.Kind == CellKind.Markdown;

    private static IEnumerable<string> ParametersOf(string edition, string number) =>
        Parameters.Read(Load(edition, Names.Single(row => row.Data.StartsWith(number, StringComparison.Ordinal)).Data)).Select(parameter => parameter.Name);

    private static string WithoutBlanks(string code) => WhiteSpace.Replace(code, "");

    // Chinese needs no space before its own word.
    [GeneratedRegex(@"(?<text>\btext |正文 )?\b(?<notebook>nb\d\d)-(?<cell>\d\d)\b|(?<=[\s(（、])-(?<cell>\d\d)\b(?![.,]?\d)")]
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

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"\s")]
    private static partial Regex WhiteSpace { get; }
}
