using System.Xml.Linq;
using DigitForge.Runtime;
using DigitForge.Teaching;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class PredictionTests
{
    private const string NoGuess = "No guess yet. Put your guess in the place of null in the cell above, and run both.";

    private static readonly string[] Losses = ["both", "only D's", "<neither>"];

    [Theory]
    [InlineData(40, 41, "Close: your guess is 1 below the outcome.")]
    [InlineData(1_100, 1_000, "Close: your guess is 100 above the outcome.")]
    [InlineData(-9.5, -10, "Close: your guess is 0.5 above the outcome.")]
    [InlineData(40, 60, "Your guess is 20 below the outcome.")]
    [InlineData(50, 0, "Your guess is 50 above the outcome.")]
    [InlineData(0, 0.5, "Your guess is 0.5 below the outcome.")]
    [InlineData(-3, 6, "Your guess is 9 below the outcome.")]
    [InlineData(40, 0.78125, "Your guess is 39.22 above the outcome, and 51 times as large.")]
    [InlineData(2, 5, "Your guess is 3 below the outcome, which is 2.5 times as large.")]
    [InlineData(-5, -2, "Your guess is 3 below the outcome, and 2.5 times as large.")]
    [InlineData(1, 310_000, "Your guess is 309,999 below the outcome, which is 310,000 times as large.")]
    [InlineData(0, 0, "Your guess is right.")]
    [InlineData(0.7812, 0.78125, "Your guess is right.")]
    [InlineData(3, double.NaN, "The outcome is NaN, so it cannot be compared with your guess.")]
    public void One_sentence_says_how_far_off_a_number_was(double guess, double outcome, string sentence) =>
        Assert.Equal(sentence, Prediction.Number("the distance", guess).Compare(outcome).Sentence);

    [Fact]
    public void A_number_stands_beside_the_outcome()
    {
        var prediction = Prediction.Number("accuracy on fakes, in percent", 40).Compare(60.152);
        Assert.Equal(40, prediction.Guess);
        Assert.Equal(60.152, prediction.Outcome);
        Assert.Equal(
            """
            accuracy on fakes, in percent
            your guess  40
            outcome     60.15
            Your guess is 20.15 below the outcome.
            """,
            prediction.ToString(),
            ignoreLineEndingDifferences: true);
    }

    // The bars start at the zero line and share one scale: the longest fills the available space.
    [Theory]
    [InlineData(40, 60, 90, 260, 90, 390)]
    [InlineData(-30, 60, 90, 130, 220, 260)]
    [InlineData(-60, -30, 90, 390, 285, 195)]
    [InlineData(0, 60, 90, 1.5, 90, 390)]
    public void Its_bars_are_on_one_scale(double guess, double outcome, double guessLeft, double guessWidth, double outcomeLeft, double outcomeWidth)
    {
        var bars = Elements(Prediction.Number("x", guess).Compare(outcome), "rect");
        Assert.Equal([(guessLeft, guessWidth), (outcomeLeft, outcomeWidth)], bars.Select(bar => (Attribute(bar, "x"), Attribute(bar, "width"))));
        Assert.Equal(["#e69f00", "#0072b2"], bars.Select(bar => bar.Attribute("fill")!.Value));
    }

    [Fact]
    public void What_is_not_finite_has_no_bar_and_is_named()
    {
        var view = Prediction.Number("the loss", 3).Compare(double.PositiveInfinity);
        Assert.Single(Elements(view, "rect"));
        Assert.Contains(Elements(view, "text"), text => text.Value == "Infinity");
    }

    [Fact]
    public void Without_a_guess_there_is_the_outcome_and_how_to_guess()
    {
        var number = Prediction.Number("the distance", null).Compare(1.27);
        Assert.Equal($"the distance\noutcome  1.27\n{NoGuess}", number.ToString());
        Assert.Single(Elements(number, "rect"));

        var choice = Prediction.Choice("Which loss falls?", Losses, null).Compare(2);
        Assert.Equal($"Which loss falls?\n  1. both\n  2. only D's  \u2190 outcome\n  3. <neither>\n{NoGuess}", choice.ToString());
        Assert.Contains(NoGuess, choice.ToHtml(), StringComparison.Ordinal);

        var order = Prediction.Order("by distance", ["a", "b"], null).Compare(["b", "a"]);
        Assert.Equal($"by distance\n  1  b\n  2  a\n{NoGuess}", order.ToString());
    }

    [Fact]
    public void Before_the_outcome_is_known_it_says_whether_there_is_a_guess()
    {
        Assert.Equal("the distance\nNo guess yet. Put your guess in the place of null, and run the cell again.", Prediction.Number("the distance", null).ToString());
        Assert.Equal("the distance\nyour guess  2\nYour guess is kept until the outcome is there.", Prediction.Number("the distance", 2).ToString());
        Assert.Contains("  3. <neither>\nNo guess yet.", Prediction.Choice("?", Losses, null).ToString(), StringComparison.Ordinal);
        Assert.Contains("  3. <neither>  \u2190 your guess\nYour guess is kept", Prediction.Choice("?", Losses, 3).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("by distance\n  1  a\n  2  b\nNo guess yet.", Prediction.Order("by distance", ["a", "b"], []).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("by distance\n  1  b\n  2\nYour guess is kept", Prediction.Order("by distance", ["a", "b"], ["b"]).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_guess_and_the_outcome_are_marked_among_the_choices()
    {
        var wrong = Prediction.Choice("Which loss falls?", Losses, 1).Compare(3);
        Assert.Equal(
            "Which loss falls?\n  1. both  \u2190 your guess\n  2. only D's\n  3. <neither>  \u2190 outcome\nYour guess was 1, the outcome is 3.",
            wrong.ToString());
        Assert.Equal(["both \u2190 your guess", "only D's", "<neither> \u2190 outcome"], Elements(wrong, "li").Select(item => item.Value));

        var right = Prediction.Choice("Which loss falls?", Losses, 3).Compare(3);
        Assert.Contains("  3. <neither>  \u2190 your guess, and the outcome\nYour guess is right.", right.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_stands_beside_the_one_that_came_out()
    {
        var view = Prediction.Order("by distance, best first", ["VAE", "flow", "GAN"], ["flow", "VAE", "GAN"]).Compare(["VAE", "flow", "GAN"]);
        Assert.Equal("In the right place: 1 of 3; on average a name is 0.7 places off.", view.Sentence);
        Assert.Equal(
            ["", "your guess", "outcome", "1", "flow", "VAE", "2", "VAE", "flow", "3", "GAN \u2714", "GAN"],
            Elements(view, "th").Concat(Elements(view, "td")).Select(cell => cell.Value));
        Assert.Contains("\n  3  GAN \u2714   GAN\n", view.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_few_are_an_order_too_and_capitals_do_not_count()
    {
        var view = Prediction.Order("x", ["VAE", "flow", "GAN"], [" FLOW ", "gan"]).Compare(["flow", "GAN", "VAE"]);
        Assert.Equal(["flow", "GAN"], view.Guess);
        Assert.Equal("Your guess is right.", view.Sentence);
    }

    [Fact]
    public void What_cannot_be_a_guess_is_refused_in_one_sentence()
    {
        Assert.Equal("The guess is NaN; expected a number.", Refusal(() => Prediction.Number("x", double.NaN)));
        Assert.Equal("The guess is -Infinity; expected a number.", Refusal(() => Prediction.Number("x", double.NegativeInfinity)));
        Assert.Equal("The guess is 4; expected the number of a choice, 1 to 3.", Refusal(() => Prediction.Choice("x", Losses, 4)));
        Assert.Equal("The guess is 0; expected the number of a choice, 1 to 3.", Refusal(() => Prediction.Choice("x", Losses, 0)));
        Assert.Equal("The guess has the name 'gna'; expected names from the list: GAN; VAE.", Refusal(() => Prediction.Order("x", ["GAN", "VAE"], ["gna"])));
        Assert.Equal("The guess has 'GAN' twice; expected each name once.", Refusal(() => Prediction.Order("x", ["GAN", "VAE"], ["GAN", "gan"])));
    }

    [Fact]
    public void What_cannot_have_come_out_is_refused_in_one_sentence()
    {
        Assert.Equal("The outcome is 0; expected the number of a choice, 1 to 3.", Refusal(() => Prediction.Choice("x", Losses, 2).Compare(0)));
        Assert.Equal("The outcome has 1 names; expected all 2.", Refusal(() => Prediction.Order("x", ["GAN", "VAE"], null).Compare(["VAE"])));
        Assert.Equal("The outcome has the name 'flow'; expected names from the list: GAN; VAE.", Refusal(() => Prediction.Order("x", ["GAN", "VAE"], null).Compare(["VAE", "flow"])));
        Assert.Equal("The number of choices is 0; expected at least 1.", Refusal(() => Prediction.Choice("x", [], null)));
        Assert.Equal("The number of names is 0; expected at least 1.", Refusal(() => Prediction.Order("x", [], null)));
    }

    [Fact]
    public void A_notebook_shows_it_and_it_is_well_formed_whatever_the_words_are()
    {
        Prediction[] all = [
            Prediction.Number("a < b & c", 1).Compare(2), Prediction.Choice("a < b & c", Losses, 1).Compare(2), Prediction.Order("a < b & c", ["<a>", "&b"], ["&b"]).Compare(["<a>", "&b"])];
        Assert.All(all, view => Assert.Equal(view.ToHtml(), view.ToDisplayString("text/html")));
        Assert.All(all, view => Assert.Equal("a < b & c", Elements(view, "b").First().Value));
    }

    private static List<XElement> Elements(Prediction view, string name) =>
        [.. XElement.Parse(view.ToHtml()).Descendants().Where(element => element.Name.LocalName == name)];

    // A Chinese character is as wide as two Latin letters in a console.
    [Fact]
    public void Columns_of_Chinese_names_begin_at_one_place()
    {
        string[] lines = Prediction.Order("order", ["\u6d41", "GAN"], ["\u6d41", "GAN"]).Compare(["GAN", "\u6d41"]).ToString().Split('\n');
        Assert.Equal(["  1  \u6d41     GAN", "  2  GAN    \u6d41"], lines[1..3]);
    }

    private static double Attribute(XElement element, string name) => (double)element.Attribute(name)!;

    private static string Refusal(Action action) => Assert.Throws<OneSentenceException>(action).Message;
}
