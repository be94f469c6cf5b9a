using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using Xunit;

namespace NotebookRunner.Tests;

/// <summary>English in the source, other languages in the runner's resource files. <see cref="LanguageSourceTests"/> compares the two.</summary>
public sealed partial class LanguageTests
{
    // Two examples of numbers, and the language's own code.
    private static readonly string[] SameLetters = ["en"];

    public static TheoryData<string> Translated => [.. Translation.All.Except([Translation.English])];

    [Fact]
    public void English_and_Chinese_are_there() => Assert.Equal(["en", "zh"], Translation.All);

    [Theory]
    [MemberData(nameof(Translated))]
    public void A_translation_holds_the_same_values_and_can_be_filled_in(string language)
    {
        foreach (var (english, translated) in Translation.Of(language).Texts)
        {
            Assert.Equal((english, string.Join(' ', Places(english))), (english, string.Join(' ', Places(translated))));
            _ = string.Format(Translation.Of(language).Numbers, translated, 1, 2, 3, 4, 5);
        }
    }

    [Fact]
    public void What_the_Chinese_file_holds_is_Chinese() => Assert.All(
        Translation.Of("zh").Texts.Where(text => Place.Replace(text.Key, "").Any(char.IsAsciiLetter) && !SameLetters.Contains(text.Key)),
        text => Assert.Matches(@"[\u3000-\u9fff\uff00-\uffef]|^(true|null| 或 )*$", Place.Replace(text.Value, "")));

    // Full-width punctuation beside Chinese letters, and a space between them and Latin ones.
    [Fact]
    public void The_Chinese_file_has_Chinese_punctuation_and_spaces() => Assert.All(Translation.Of("zh").Texts.Values, text =>
        Assert.DoesNotMatch(@"[\u4e00-\u9fff][,;:?!.]|[,;:?!][\u4e00-\u9fff]|[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]|\d %|:P\d\} %", text));

    [Fact]
    public void A_phrase_within_a_phrase_is_said_in_the_same_language()
    {
        Phrase phrase = $"{(Phrase)$"The cell was interrupted"}: its process ended.";
        Assert.Equal("The cell was interrupted: its process ended.", phrase.ToString());
        Assert.Equal("The cell was interrupted: its process ended.", Translation.Of("en").Text(phrase));
        Assert.Equal("单元格被中断：它的进程已经结束。", Translation.Of("zh").Text(phrase));
    }

    [Theory]
    [InlineData("en", 4.2, "4.2 s")]
    [InlineData("en", 125, "2 min 5 s")]
    [InlineData("zh", 4.2, "4.2 秒")]
    [InlineData("zh", 125, "2 分 5 秒")]
    public void A_time_is_written_in_the_language(string language, double seconds, string text) =>
        Assert.Equal(text, Duration.Format(TimeSpan.FromSeconds(seconds), Translation.Of(language)));

    [Fact]
    public void A_failure_that_this_program_tells_can_be_told_in_another_language()
    {
        var error = CellError.Say("kernel died", $"The process that ran this cell ended with exit code {134}.{"\nlast words"}", "more");
        Assert.Equal(["The process that ran this cell ended with exit code 134.", "last words", "more"], error.Trace);
        var chinese = error.In(Translation.Of("zh"));
        Assert.Equal(["运行这个单元格的进程已经结束，退出代码是 134。", "last words", "more"], chinese.Trace);
        Assert.Equal("运行这个单元格的进程已经结束，退出代码是 134。\nlast words", chinese.Message);
        Assert.Equal(error.Trace, chinese.In(Translation.Of("en")).Trace);
    }

    [Fact]
    public void A_failure_that_the_cell_tells_stays_as_it_is()
    {
        var error = CellError.Create("System.Exception", "The cell was interrupted");
        Assert.Same(error, error.In(Translation.Of("zh")));
    }

    private static IEnumerable<string> Places(string text) => Place.Matches(text).Select(place => place.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Place { get; }
}
