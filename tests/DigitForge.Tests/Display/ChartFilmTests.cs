using System.Globalization;
using System.Xml.Linq;
using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class ChartFilmTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void At_every_moment_of_the_loop_one_frame_is_displayed_and_the_last_one_four_times_as_long()
    {
        var film = ChartFilm.Create(Enumerable.Range(0, 5).Select(Frame), TimeSpan.FromMilliseconds(100));
        var frames = Frames(film);

        Assert.Equal(5, frames.Count);
        var animations = frames.Select(frame => frame.Element(Svg + "animate")!).ToList();
        Assert.All(animations, animation => Assert.Equal(
            ("display", "discrete", "0.8s", "indefinite"),
            (animation.Attribute("attributeName")!.Value, animation.Attribute("calcMode")!.Value, animation.Attribute("dur")!.Value, animation.Attribute("repeatCount")!.Value)));
        int[] shown = [.. Enumerable.Range(0, 8).Select(tenth => animations.FindIndex(animation => IsDisplayed(animation, (tenth + 0.5) / 8)))];
        Assert.Equal([0, 1, 2, 3, 4, 4, 4, 4], shown);
        Assert.All(Enumerable.Range(0, 80), i => Assert.Equal(1, animations.Count(animation => IsDisplayed(animation, i / 80.0))));
    }

    [Fact]
    public void Where_nothing_moves_it_is_the_last_frame()
    {
        var frames = Frames(ChartFilm.Create([Frame(0), Frame(1), Frame(2)]));
        Assert.Equal(["none", "none", null], frames.Select(frame => frame.Attribute("display")?.Value));

        var alone = Assert.Single(Frames(ChartFilm.Create([Frame(7)])));
        Assert.Null(alone.Attribute("display"));
        Assert.Empty(alone.Descendants(Svg + "animate"));
    }

    [Fact]
    public void All_frames_stand_on_the_same_axes_which_are_drawn_once()
    {
        var film = ChartFilm.Create([Chart.Points("small", new ChartSeries("", [0], [0])), Chart.Points("large", new ChartSeries("", [10], [4]))]);
        Assert.Equal(
            [("58.0", "276.0"), ("548.0", "50.0")],
            Frames(film).SelectMany(frame => frame.Descendants(Svg + "circle")).Select(dot => (dot.Attribute("cx")!.Value, dot.Attribute("cy")!.Value)));
        Assert.Equal(["small", "large"], Frames(film).Select(frame => frame.Element(Svg + "text")!.Value));
        Assert.Single(XElement.Parse(film.ToSvg()).Descendants(Svg + "text"), text => text.Value == "10");

        var fixedAxes = ChartFilm.Create(film.Frames.Select(frame => frame with { XRange = (0, 20), YRange = (0, 8) }));
        Assert.Equal(["58.0", "303.0"], Frames(fixedAxes).SelectMany(frame => frame.Descendants(Svg + "circle")).Select(dot => dot.Attribute("cx")!.Value));
    }

    [Fact]
    public void A_film_of_many_points_is_small_and_still_has_each_of_them()
    {
        var film = ChartFilm.Create(Enumerable.Range(0, 40).Select(time => Chart.Points($"{time}", Cloud(time))));
        string svg = film.ToSvg();
        Assert.InRange(svg.Length, 50_000, 250_000);
        var dots = Frames(film)[3].Descendants(Svg + "path").Single();
        Assert.Equal(300, dots.Attribute("d")!.Value.Split("h0").Length - 1);
        Assert.Equal("round", dots.Attribute("stroke-linecap")!.Value);
        Assert.Equal("cloud", Frames(film)[3].Descendants(Svg + "title").Single().Value);

        static ChartSeries Cloud(int time) => new("cloud", [.. Enumerable.Range(0, 300).Select(i => Math.Sin((i * i) + time))], [.. Enumerable.Range(0, 300).Select(i => Math.Cos((i * i * i) - time))]);
    }

    [Fact]
    public void In_a_notebook_it_is_one_picture_without_a_script_and_without_ids()
    {
        var film = ChartFilm.Create([Frame(0), Frame(1) with { YTitle = "" }]);
        var figure = XElement.Parse(film.ToHtml());
        Assert.Equal("digitforge-chart", figure.Attribute("class")!.Value);
        Assert.Equal(("img", film.ToString()), (Assert.Single(figure.Elements()).Attribute("role")!.Value, figure.Elements().Single().Attribute("aria-label")!.Value));
        Assert.DoesNotContain("<script", film.ToHtml(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(figure.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "id" or "href" || attribute.Value.Contains("url(", StringComparison.Ordinal));
        Assert.Equal("2 charts one after another, the last: frame 1: line from 0 to 1", film.ToString());
    }

    [Fact]
    public void Frames_with_other_axes_none_at_all_and_no_time_are_refused()
    {
        Assert.StartsWith("Found no chart, expected at least one.", Assert.Throws<ArgumentException>(() => ChartFilm.Create([])).Message, StringComparison.Ordinal);
        Chart[] others = [Frame(1) with { XTitle = "x" }, Frame(1) with { YRange = (0, 1) }, Frame(1) with { EqualScales = true }, Chart.Bars("frame 1", [1])];
        Assert.All(others, other => Assert.StartsWith(
            $"Found a chart with other axes, '{other.Title}', expected those of the first", Assert.Throws<ArgumentException>(() => ChartFilm.Create([Frame(0), other])).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>("pause", () => ChartFilm.Create([Frame(0)], TimeSpan.Zero));
    }

    private static Chart Frame(int number) => Chart.Lines($"frame {number}", ("line", [0, number]));

    private static List<XElement> Frames(ChartFilm film) => [.. XElement.Parse(film.ToSvg()).Elements(Svg + "g")];

    // The rule of SMIL: with discrete values, each value holds from its time on.
    private static bool IsDisplayed(XElement animation, double moment)
    {
        string[] values = animation.Attribute("values")!.Value.Split(';');
        double[] times = [.. animation.Attribute("keyTimes")!.Value.Split(';').Select(time => double.Parse(time, CultureInfo.InvariantCulture))];
        Assert.Equal(values.Length, times.Length);
        Assert.Equal(0, times[0]);
        return values[Array.FindLastIndex(times, time => time <= moment)] == "inline";
    }
}
