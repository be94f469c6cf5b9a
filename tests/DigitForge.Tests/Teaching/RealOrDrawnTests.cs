using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class RealOrDrawnTests : IDisposable
{
    // A picture's brightness shows its origin: real ones have 0.2, those of the models 0.4 and 0.6. Its second pixel shows which of these it is.
    private const int Each = 3;

    private readonly TemporaryFolder folder = new();
    private readonly torch.Tensor real = Pictures(0.2, 20);
    private readonly torch.Tensor good = Pictures(0.4, 10);
    private readonly torch.Tensor bad = Pictures(0.6, 10);

    private string Rounds => folder.File("rounds.json");

    public void Dispose()
    {
        real.Dispose();
        good.Dispose();
        bad.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Half_of_the_wall_is_real_the_rest_is_drawn_by_all_models_alike_and_no_picture_hangs_twice()
    {
        var wall = Wall(seed: 1);
        using var pictures = wall.Pictures();
        Assert.Equal(12, wall.Count);
        Assert.Equal([12, 784], pictures.shape);
        float[] shades = Shades(pictures);
        Assert.Equal((6, 3, 3), (shades.Count(shade => shade == 51), shades.Count(shade => shade == 102), shades.Count(shade => shade == 153)));
        Assert.Equal(12, pictures[.., 1].data<float>().Zip(shades).Distinct().Count());
        Assert.Equal("12 pictures, A1 to A12: Wall 1: 12 digits, half of them drawn. Which?", wall.ToString());
    }

    [Fact]
    public void The_same_seed_gives_the_same_wall_and_another_one_another()
    {
        using var first = Wall(1).Pictures();
        using var again = Wall(1).Pictures();
        using var other = Wall(2).Pictures();
        Assert.True(first.equal(again).all().item<bool>());
        Assert.NotEqual(Shades(first), Shades(other));
        Assert.Equal(Wall(1).ToHtml(), Wall(1).ToHtml());
    }

    [Fact]
    public void Who_names_all_that_is_drawn_is_right_about_everything()
    {
        var report = Wall(1).Judge(Named(Wall(1), shade => shade > 51), "me");
        var round = report.Round!;
        Assert.Equal((12, 12, 6), (round.Right, round.Shown, round.Named));
        Assert.Empty(report.Mistaken);
        Assert.Equal([new("real digits", true, 6, 6), new("good", false, 3, 0), new("bad", false, 3, 0)], round.Counts);
        Assert.DoesNotContain("taken for real:", report.ToString(), StringComparison.Ordinal);
        // One of the 924 ways to choose six digits out of twelve.
        Assert.Equal(1 / 924.0, round.ByChance, 1e-12);
    }

    [Fact]
    public void Each_kind_is_counted_and_what_was_mistaken_is_named()
    {
        // Takes the good ones for real, and one real digit for drawn.
        var wall = Wall(1);
        string accused = Named(wall, shade => shade == 51).Split(' ')[0];
        var report = wall.Judge($"{Named(wall, shade => shade == 153)}, {accused.ToLowerInvariant()}; {accused}", "me");

        Assert.Equal((8, 4), (report.Round!.Right, report.Round.Named));
        Assert.Equal("real digits", report.Round.Counts[0].Name);
        Assert.Equal(5, report.Round.Counts[0].TakenForReal);
        Assert.Equal(3, report.Round.Counts.Single(count => count.Name == "good").TakenForReal);
        Assert.Equal((accused, Named(wall, shade => shade == 102)), (report.Mistaken["real digits"], report.Mistaken["good"]));
        Assert.False(report.Mistaken.ContainsKey("bad"));
        // Of the 495 ways to name four out of twelve, those with 3 or 4 drawn ones: 20 x 6 + 15.
        Assert.Equal(135 / 495.0, report.Round.ByChance, 1e-12);
        Assert.Contains("me: right about 8 of 12, 67 %. Without looking it would be about half; 27.3 % of those who name 4 without looking do as well.", report.ToHtml(), StringComparison.Ordinal);
        Assert.Contains($"<p style=\"margin:4px 0\">Drawn, and taken for real: good {Named(wall, shade => shade == 102)}.</p>", report.ToHtml(), StringComparison.Ordinal);
        Assert.Contains($"\nReal, and taken for drawn: {accused}.\nreal digits  6  5\n", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_names_everything_is_right_about_half_and_so_is_everybody_else_who_does()
    {
        var round = Wall(1).Judge(Named(Wall(1), _ => true), "me").Round!;
        Assert.Equal((6, 12), (round.Right, round.Named));
        Assert.Equal(1, round.ByChance, 1e-12);
    }

    [Fact]
    public void A_round_is_kept_once_for_each_player_and_wall_and_walls_add_up()
    {
        var (one, two) = (Wall(1), Wall(2));
        Assert.Single(one.Play(Named(one, shade => shade > 51), "me", Rounds).Rounds);
        // The second answer to the same wall is judged but not saved, because the player has seen where the drawn ones are.
        var again = one.Play(Named(one, _ => true), "me", Rounds);
        Assert.Equal(12, Assert.Single(again.Rounds).Right);
        Assert.Equal(6, again.Round!.Right);
        Assert.Equal(2, one.Play(Named(one, _ => true), "you", Rounds).Rounds.Count);

        var report = two.Play(Named(two, shade => shade == 153), "me", Rounds);
        Assert.Equal(["me", "you", "me"], report.Rounds.Select(round => round.Player));
        string html = report.ToHtml();
        Assert.Contains(">of 2 walls</th>", html, StringComparison.Ordinal);
        Assert.Contains(">3 of 6</td>", html, StringComparison.Ordinal);
        // The best round comes first.
        Assert.Contains("me  1  12 of 12  6  0.1 %\nme  2  9 of 12  3  ", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_answer_nothing_is_judged_or_kept()
    {
        var report = Wall(1).Play(" , ", "me", Rounds);
        Assert.Null(report.Round);
        Assert.False(File.Exists(Rounds));
        Assert.Equal("<p style=\"margin:4px 0\">Not answered yet: name the digits that you take for drawn.</p>", report.ToHtml());
        Assert.Equal("Not answered yet: name the digits that you take for drawn.", report.ToString());

        Wall(1).Play("A1", "me", Rounds);
        Assert.Contains("All rounds on this machine", Wall(2).Play("", "me", Rounds).ToHtml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A13", "A13")]
    [InlineData("A1 B1", "B1")]
    [InlineData("A0", "A0")]
    [InlineData("7", "7")]
    public void A_name_of_no_digit_on_the_wall_is_refused(string suspects, string found) => Assert.Equal(
        $"Found '{found}' among the names, expected digits of the wall: A1 to A12.",
        Assert.Throws<OneSentenceException>(() => Wall(1).Play(suspects, "me", Rounds)).Message);

    [Fact]
    public void Too_few_pictures_no_model_and_a_damaged_file_are_refused()
    {
        Assert.Equal("Found 10 pictures of 'good', expected at least 11.", Assert.Throws<OneSentenceException>(() => new RealOrDrawn(1, 11, real, ("good", good))).Message);
        Assert.Equal("Found 20 pictures of 'real digits', expected at least 22.", Assert.Throws<OneSentenceException>(() => new RealOrDrawn(1, 11, real, ("a", real), ("b", real))).Message);
        Assert.Equal("The number of models is 0; expected at least 1.", Assert.Throws<OneSentenceException>(() => new RealOrDrawn(1, 1, real)).Message);
        File.WriteAllText(Rounds, "[ {");
        Assert.StartsWith($"{Rounds}: found no list of rounds in line ", Assert.Throws<OneSentenceException>(() => Wall(1).Play("A1", "me", Rounds)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Wall(3).Judge("A1 A2", "me");
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private RealOrDrawn Wall(int seed) => new(seed, Each, real, ("good", good), ("bad", bad));

    private static torch.Tensor Pictures(double shade, int count)
    {
        using var scope = torch.NewDisposeScope();
        var pictures = torch.full(count, DigitImage.PixelCount, shade, dtype: torch.float32);
        pictures[.., 1] = torch.arange(count) / 255.0;
        return pictures.MoveToOuterDisposeScope();
    }

    private static float[] Shades(torch.Tensor pictures) => [.. pictures[.., 0].data<float>().Select(shade => MathF.Round(shade * 255))];

    private static string Named(RealOrDrawn wall, Func<float, bool> isNamed)
    {
        using var pictures = wall.Pictures();
        return RealOrDrawn.Names(Shades(pictures).Index().Where(shade => isNamed(shade.Item)).Select(shade => shade.Index));
    }
}
