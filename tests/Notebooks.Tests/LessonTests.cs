using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Xunit;

namespace Notebooks.Tests;

/// <summary>Every notebook is a lesson: it states its goal, asks before it explains, and lets the reader try.</summary>
public sealed partial class LessonTests
{
    public static TheoryData<string> Names => Series.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_what_the_reader_will_be_able_to_do_and_how_long_that_takes(string name)
    {
        string opening = Prose(name)[0];
        Assert.Contains("you can", opening, StringComparison.Ordinal);
        Assert.Matches(Minutes, opening);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_asks_for_predictions_and_shows_a_chart(string name)
    {
        Assert.InRange(Prose(name).Sum(text => text.Split("**Predict").Length - 1), 2, 20);
        Assert.Contains(Notebook.Load(Series.PathOf(name)).CodeCells, cell => Charts.IsMatch(cell.Source));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_exercises_check_the_answer_and_are_followed_by_a_folded_solution(string name)
    {
        var exercises = Exercises.In(Notebook.Load(Series.PathOf(name)));
        Assert.InRange(exercises.Count, 2, 3);
        Assert.All(exercises, exercise => Assert.Contains("Exercise.Check(", exercise.Cell.Source, StringComparison.Ordinal));
        Assert.All(exercises, exercise => Assert.NotEmpty(exercise.Solution));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_ends_with_five_questions_and_their_folded_answers(string name)
    {
        string recap = Prose(name).Single(text => text.Contains("## Five questions", StringComparison.Ordinal));
        Assert.Equal(5, Question.Count(recap));
        Assert.Equal(5, recap.Split("<details>").Length - 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_points_to_the_next_one_or_back_to_the_first(string name) =>
        Assert.Matches(Pointer, Prose(name)[^1]);

    private static List<string> Prose(string name) =>
        [.. Notebook.Load(Series.PathOf(name)).Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source)];

    [GeneratedRegex(@"\d+ minutes")]
    private static partial Regex Minutes { get; }

    [GeneratedRegex(@"\bChart\.|\bTrainingCharts\.")]
    private static partial Regex Charts { get; }

    [GeneratedRegex(@"^\d\. ", RegexOptions.Multiline)]
    private static partial Regex Question { get; }

    [GeneratedRegex(@"\*\*Next:\*\* \[.+\]\(\d\d-.+\.ipynb\)")]
    private static partial Regex Pointer { get; }
}
