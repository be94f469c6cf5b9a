using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NotebookRunner.Documents;
using Notebooks.Tests.Browser;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The schematics: drawings in the prose of both editions, which differ only in their words.</summary>
public sealed partial class SchematicTests(BrowserFixture browser)
{
    private const string English = "notebooks";
    private const int MaxBytes = 12_000;

    // The width in pixels that a narrow phone leaves for a picture, and the smallest text that is readable there.
    private const double PhoneWidth = 320;
    private const double LeastText = 10;

    // For large text: WCAG 2.2, "contrast (minimum)". The second is the background of a dark editor.
    private const double LeastContrast = 3;
    private static readonly string[] Papers = ["#ffffff", "#1e1e1e"];

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string[] Words = ["title", "desc", "text", "tspan"];
    private static readonly string[] Movements = ["animate", "animateMotion", "animateTransform", "set"];

    public static TheoryData<string> Names => [.. NamesIn(English)];

    public static MatrixTheoryData<string, string> Drawings => new([English, Series.ChineseFolder], NamesIn(English));

    [Fact]
    public void Both_editions_have_the_same_ones() => Assert.Equal(NamesIn(English), NamesIn(Series.ChineseFolder));

    [Theory]
    [MemberData(nameof(Drawings))]
    public void It_says_what_it_shows_in_which_language_and_how_large_it_is(string edition, string name)
    {
        var svg = Load(edition, name);
        Assert.Equal("img", svg.Attribute("role")?.Value);
        Assert.Equal(edition == English ? "en" : "zh-CN", svg.Attribute("lang")?.Value);
        Assert.Equal(["title", "desc"], svg.Elements().Take(2).Select(element => element.Name.LocalName));
        Assert.NotEmpty(svg.Element(Svg + "title")!.Value);
        Assert.InRange(svg.Element(Svg + "desc")!.Value.Length, 60, 600);

        double[] box = Box(svg);
        double width = Number(svg.Attribute("width")!.Value);
        double height = Number(svg.Attribute("height")!.Value);
        Assert.Equal(box[3] / box[2], height / width, tolerance: 0.01);
    }

    [Theory]
    [MemberData(nameof(Drawings))]
    public void It_needs_no_other_file_runs_no_script_and_has_no_paper_of_its_own(string edition, string name)
    {
        var svg = Load(edition, name);
        Assert.InRange(new FileInfo(PathOf(edition, name)).Length, 1, MaxBytes);
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "foreignObject" or "image" or "a");
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));

        string text = File.ReadAllText(PathOf(edition, name));
        var ids = svg.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>().ToHashSet();
        Assert.All(Reference.Matches(text), reference => Assert.Contains(reference.Groups["id"].Value, ids));
        Assert.DoesNotContain("@import", text, StringComparison.Ordinal);
        Assert.DoesNotContain("background", text, StringComparison.Ordinal);
        double[] box = Box(svg);
        Assert.DoesNotContain(svg.Descendants(Svg + "rect"), rect => Number(rect.Attribute("width")!.Value) * Number(rect.Attribute("height")!.Value) > box[2] * box[3] / 2);
    }

    [Theory]
    [MemberData(nameof(Drawings))]
    public void Its_words_can_be_read_on_light_and_dark_paper_and_on_a_phone(string edition, string name)
    {
        string text = File.ReadAllText(PathOf(edition, name));
        double scale = PhoneWidth / Box(Load(edition, name))[2];
        var sizes = TextSize.Matches(text).Select(size => Number(size.Groups[1].Value) * scale).ToList();
        Assert.NotEmpty(sizes);
        Assert.All(sizes, size => Assert.InRange(size, LeastText, 3 * LeastText));

        // White text is on a coloured shape.
        var colours = TextColour.Matches(text).Select(colour => colour.Groups[1].Value).Where(colour => colour != "#fff").Distinct().ToList();
        Assert.NotEmpty(colours);
        foreach (string paper in Papers)
            Assert.All(colours, colour => Assert.InRange(Contrast(colour, paper), LeastContrast, 21));
    }

    [Theory]
    [MemberData(nameof(Drawings))]
    public void It_is_at_rest_for_those_who_want_no_movement(string edition, string name)
    {
        var moved = Load(edition, name).Descendants().Where(element => Movements.Contains(element.Name.LocalName)).ToList();
        Assert.All(moved, element => Assert.Contains(element.Ancestors(), above => above.Attribute("class")?.Value.Split(' ').Contains("moving") == true));
        if (moved.Count > 0)
            Assert.Contains("@media (prefers-reduced-motion: reduce) { .moving { display: none }", File.ReadAllText(PathOf(edition, name)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_editions_of_it_differ_in_words_alone(string name)
    {
        Assert.Equal(WithoutWords(English), WithoutWords(Series.ChineseFolder));

        string WithoutWords(string edition)
        {
            var svg = Load(edition, name);
            svg.SetAttributeValue("lang", null);
            svg.Descendants().Where(element => Words.Contains(element.Name.LocalName)).Nodes().OfType<XText>().Remove();
            return svg.ToString();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_words_in_the_Chinese_edition_are_Chinese(string name)
    {
        var svg = Load(Series.ChineseFolder, name);
        var texts = svg.Descendants(Svg + "text").Select(text => text.Value).ToList();
        Assert.All([svg.Element(Svg + "title")!.Value, svg.Element(Svg + "desc")!.Value], text => Assert.Matches(Chinese, text));
        Assert.Contains(texts, Chinese.IsMatch);
        Assert.All(texts.Where(text => !Chinese.IsMatch(text)), text => Assert.DoesNotMatch(Word, text.Replace("sigmoid", "", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Drawings))]
    public void A_notebook_shows_it_and_says_what_there_is_to_see(string edition, string name)
    {
        var shown = Shown(edition).Where(picture => picture.Name == name).ToList();
        Assert.NotEmpty(shown);
        // A Chinese character carries as much as about three letters.
        Assert.All(shown, picture => Assert.InRange(picture.Alternative.Length, edition == English ? 45 : 15, 400));
        if (edition == Series.ChineseFolder)
            Assert.All(shown, picture => Assert.Matches(Chinese, picture.Alternative));
    }

    [Theory]
    [InlineData(English)]
    [InlineData(Series.ChineseFolder)]
    public void Every_one_that_a_notebook_shows_is_there(string edition) =>
        Assert.Empty(Shown(edition).Select(picture => picture.Name).Except(NamesIn(edition)));

    [Theory]
    [MemberData(nameof(Drawings))]
    public async Task Its_words_lie_within_it_and_beside_each_other(string edition, string name)
    {
        await using var visit = await browser.OpenAsync(PathOf(edition, name), 1280, 800);
        // A line is higher than its letters, by half in some fonts.
        string[] problems = await visit.Page.EvaluateAsync<string[]>("""
            () => {
                const paper = document.documentElement.getBoundingClientRect();
                const words = [...document.querySelectorAll('text')].map(text => {
                    const { left, right, top, bottom, height } = text.getBoundingClientRect();
                    return { text: text.textContent, left, right, top: top + height / 8, bottom: bottom - height / 8 };
                });
                const isOut = word => word.left < paper.left || word.right > paper.right || word.top < paper.top || word.bottom > paper.bottom;
                const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
                return [
                    ...words.filter(isOut).map(word => `outside: ${word.text}`),
                    ...words.flatMap((word, i) => words.slice(i + 1).filter(other => meet(word, other)).map(other => `on each other: ${word.text}, ${other.text}`))];
            }
            """);
        Assert.Empty(visit.Problems.Concat(problems));
    }

    [Theory]
    [InlineData(English, 1280)]
    [InlineData(English, 360)]
    [InlineData(Series.ChineseFolder, 1280)]
    [InlineData(Series.ChineseFolder, 360)]
    public async Task All_of_them_are_shown_on_light_and_dark_paper(string edition, int width)
    {
        using var folder = new TemporaryFolder();
        string pictures = string.Concat(NamesIn(edition).Select(name => $"""<img alt="{name}" src="{new Uri(PathOf(edition, name)).AbsoluteUri}">"""));
        string page = folder.File("schematics.html");
        await File.WriteAllTextAsync(page, $$"""
            <!DOCTYPE html>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>body { margin: 0 } section { display: flex; flex-wrap: wrap; gap: 24px; padding: 12px } img { max-width: 100% }</style>
            <section>{{pictures}}</section>
            <section style="background: {{Papers[1]}}">{{pictures}}</section>
            """, TestContext.Current.CancellationToken);
        string screenshot = RepositoryFolder.File("artifacts", "screenshots", $"schematics-{(edition == English ? "en" : Series.Chinese)}-{width}.png");
        Assert.Empty(await browser.ProblemsAsync(page, width, height: 800, screenshot));
    }

    private static List<string> NamesIn(string edition) =>
        [.. Directory.GetFiles(FolderOf(edition), "*.svg").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string FolderOf(string edition) => RepositoryFolder.File(edition, "images", "schematics");

    private static string PathOf(string edition, string name) => Path.Combine(FolderOf(edition), name + ".svg");

    private static XElement Load(string edition, string name) => XDocument.Load(PathOf(edition, name)).Root!;

    private static double[] Box(XElement svg) => [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(Number)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static List<(string Alternative, string Name)> Shown(string edition) => [.. Directory.GetFiles(RepositoryFolder.File(edition), "*.ipynb")
        .SelectMany(path => Notebook.Load(path).Cells)
        .Where(cell => cell.Kind == CellKind.Markdown)
        .SelectMany(cell => Picture.Matches(cell.Source))
        .Select(picture => (picture.Groups["alternative"].Value, picture.Groups["name"].Value))];

    // WCAG 2.2, "contrast ratio" and "relative luminance".
    private static double Contrast(string colour, string other)
    {
        double[] light = [.. new[] { Luminance(colour), Luminance(other) }.Order()];
        return (light[1] + 0.05) / (light[0] + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] parts = [.. Convert.FromHexString(colour[1..]).Select(part => part / 255.0).Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("""(?:href="|url\()(?<target>#(?<id>[\w-]+)|[^")]*)""")]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"font(?:-size)?: (\d+)px")]
    private static partial Regex TextSize { get; }

    [GeneratedRegex("fill: (#[0-9a-f]+)")]
    private static partial Regex TextColour { get; }

    [GeneratedRegex(@"!\[(?<alternative>[^\]]*)\]\(images/schematics/(?<name>[^)]*)\.svg\)")]
    private static partial Regex Picture { get; }

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex Chinese { get; }

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word { get; }
}
