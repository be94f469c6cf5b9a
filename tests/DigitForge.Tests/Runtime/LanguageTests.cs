using System.Text.RegularExpressions;
using DigitForge.Checkpoints;
using DigitForge.Runtime;
using DigitForge.Tests.Training;
using DigitForge.Training;
using Shared;
using Xunit;

namespace DigitForge.Tests.Runtime;

/// <summary>English texts in the source, other languages in resource files, and one current language.</summary>
public sealed partial class LanguageTests : IDisposable
{
    // Two examples of numbers and the language's own code; a product's name, and units.
    private static readonly string[] SameLetters = ["en", "transformer", "{0:0.#} GB"];

    public static TheoryData<string> Translations => [.. Language.All.Except(["en"])];

    public void Dispose() => Language.Use("en");

    [Fact]
    public void English_and_Chinese_are_there()
    {
        Assert.Equal(["en", "zh"], Language.All);
        Assert.Equal("en", Language.Current);
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_holds_the_same_values(string language)
    {
        foreach (var (english, translated) in Language.Read(language))
            Assert.Equal((english, string.Join(' ', Places(english))), (english, string.Join(' ', Places(translated))));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_can_be_filled_in(string language)
    {
        foreach (string translated in Language.Read(language).Values.Where(text => Place.IsMatch(text)))
            _ = string.Format(Language.Numbers, translated, 1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void What_the_Chinese_file_holds_is_Chinese() => Assert.All(
        Language.Read("zh").Where(text => Place.Replace(text.Key, "").Any(char.IsAsciiLetter) && !SameLetters.Contains(text.Key)),
        text => Assert.Matches(@"[\u3000-\u9fff\uff00-\uffef]|^[^A-Za-z]*$", Place.Replace(text.Value, "")));

    // Chinese texts have full-width punctuation between Chinese characters, and no space between a number and its percent sign.
    [Fact]
    public void The_Chinese_file_has_Chinese_punctuation() => Assert.All(Language.Read("zh").Values, text =>
        Assert.DoesNotMatch(@"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]|\d %|:P\d\} %", text));

    [Fact]
    public void What_is_said_after_a_change_is_in_the_new_language()
    {
        var run = new TrainingRun(1_000, TimeSpan.FromSeconds(8), WasCancelled: false);
        Assert.Equal("Trained 1,000 iterations in 8.0 s (125.0 per second)", run.ToString());
        Language.Use("zh");
        Assert.Equal("训练了 1,000 次迭代，用时 8.0 秒（每秒 125.0 次）", run.ToString());
        Language.Use("en");
        Assert.Equal("Trained 1,000 iterations in 8.0 s (125.0 per second)", run.ToString());
    }

    [Fact]
    public void A_percentage_is_written_as_the_language_writes_it()
    {
        Assert.Equal("55 % -1.5 % 1,234.5", Language.Text($"{0.55:P0} {-0.015:P1} {1234.5:N1}"));
        Language.Use("zh");
        Assert.Equal("55% -1.5% 1,234.5", Language.Text($"{0.55:P0} {-0.015:P1} {1234.5:N1}"));
    }

    // As in Console.WriteLine($"{part:P0}") of a notebook's cell, on whatever thread it runs.
    [Theory]
    [InlineData("en", "55 % 1,234.5")]
    [InlineData("zh", "55% 1,234.5")]
    public void What_a_cell_writes_by_itself_has_the_languages_numbers_on_any_machine(string language, string expected) =>
        Assert.Equal((expected, expected), Cultures.Under("de-DE", () =>
        {
            Language.Use(language);
            return (Written(), OnANewThread(Written));
        }));

    [Fact]
    public void An_unknown_language_is_refused_in_a_sentence()
    {
        Assert.Equal("Found the language 'zu', expected one of en, zh.", Assert.Throws<OneSentenceException>(() => Language.Use("zu")).Message);
        Language.Use("zh");
        Assert.Equal("语言是“zu”，应为以下之一：en, zh。", Assert.Throws<OneSentenceException>(() => Language.Use("zu")).Message);
        Assert.Equal("zh", Language.Current);
    }

    [Fact]
    public void What_the_language_lacks_is_said_in_English()
    {
        Language.Use("zh");
        Assert.Equal("1,234 things that nobody has translated", Language.Text($"{1234:N0} things that nobody has translated"));
        Assert.Equal("{a} 3", Language.Text($"{{a}} {3}"));
    }

    // Formats a text as the compiler and the invariant culture do.
    [Fact]
    public void English_is_what_the_source_says()
    {
        double number = -1234.5678;
        object? nothing = null;
        Assert.Equal(
            FormattableString.Invariant($"{number:F2} {number,12:N1}| {number,-12:G3}| {nothing}{(int?)7} {TimeSpan.FromSeconds(1.5)} {'c'} {true} {{}}"),
            Language.Text($"{number:F2} {number,12:N1}| {number,-12:G3}| {nothing}{(int?)7} {TimeSpan.FromSeconds(1.5)} {'c'} {true} {{}}"));
    }

    [Fact]
    public void It_is_spoken_where_dotnet_has_no_cultures()
    {
        Assert.Equal("训练了 1,000 次迭代，用时 8.0 秒（每秒 125.0 次） 55%", SpeakingProcess.Listen("zh"));
        Assert.Equal("Trained 1,000 iterations in 8.0 s (125.0 per second) 55 %", SpeakingProcess.Listen("en"));
    }

    [Fact]
    public void A_run_begun_in_one_language_goes_on_in_another()
    {
        using var folder = new TemporaryFolder();
        Language.Use("zh");
        Assert.Equal($"{folder.Path} 里没有检查点：从头开始训练。", Resume(folder.Path, iterations: 2));
        Language.Use("en");
        Assert.Equal("Continuing from iteration 2.", Resume(folder.Path, iterations: 3));
        using var checkpoint = SafeTensorsFile.Load(Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Last());
        Assert.Equal("MNIST (test): 10,000 images of 28 x 28 pixels in 10 classes", checkpoint.Metadata["data"]);
        Language.Use("zh");
        Assert.Equal("从第 3 次迭代继续。", Resume(folder.Path, iterations: 4));
    }

    private static string Written() => $"{0.55:P0} {1234.5:N1}";

    private static string OnANewThread(Func<string> work)
    {
        string said = "";
        var thread = new Thread(() => said = work());
        using (ExecutionContext.SuppressFlow())
            thread.Start();
        thread.Join();
        return said;
    }

    private static string Resume(string folder, int iterations)
    {
        using var run = new TrainerFixture(leak: 0.2);
        run.Trainer.Checkpoints = new TrainingCheckpoints(folder);
        string said = run.Trainer.Resume().Message;
        run.Trainer.TrainTo(iterations);
        return said;
    }

    private static IEnumerable<string> Places(string text) => Place.Matches(text).Select(place => place.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Place { get; }
}
