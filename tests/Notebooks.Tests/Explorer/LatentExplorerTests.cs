using Microsoft.Playwright;
using Notebooks.Tests.Browser;
using Shared;
using Xunit;

namespace Notebooks.Tests.Explorer;

/// <summary>The generator's page in a browser: it draws what C# draws, and every control does what it says.</summary>
public sealed class LatentExplorerTests(ExplorerPages pages, BrowserFixture browser) : IClassFixture<ExplorerPages>
{
    private const double GreyLevels = 255;

    [Theory]
    [InlineData(ExplorerPages.Plain)]
    [InlineData(ExplorerPages.Labelled)]
    public async Task It_draws_the_pixels_that_the_generator_draws(string name)
    {
        await using var visit = await OpenAsync(name);
        var random = new Random(1);
        for (int picture = 0; picture < 10; picture++)
        {
            double[] input = [.. Enumerable.Range(0, pages.InputSize(name)).Select(_ => (random.NextDouble() * 4) - 2)];
            double[] drawn = await visit.Page.EvaluateAsync<double[]>("input => Array.from(network.compute({ input }))", input);
            float[] expected = pages.Draw(name, input);

            Assert.Equal(784, drawn.Length);
            Assert.True(expected.Max() - expected.Min() > 0.2, "The picture has no contrast: nothing would be compared.");
            Assert.All(drawn.Zip(expected), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2 / GreyLevels));
        }
    }

    [Theory]
    [InlineData(ExplorerPages.Plain, 1280)]
    [InlineData(ExplorerPages.Plain, 390)]
    [InlineData(ExplorerPages.Labelled, 1280)]
    [InlineData(ExplorerPages.Labelled, 390)]
    public async Task It_is_shown_whole_and_without_a_network(string name, int width)
    {
        await using var visit = await OpenAsync(name, width);
        await visit.Page.WaitForFunctionAsync("() => map.next === tiles * tiles");
        await visit.CheckAsync();
        await visit.SaveScreenshotAsync(RepositoryFolder.File("artifacts", "screenshots", $"explorer-{name}-{width}.png"));
        Assert.Empty(visit.Problems);
    }

    [Fact]
    public async Task The_picture_shows_the_place_where_one_is()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        double[] place = await visit.Page.EvaluateAsync<double[]>("() => latent.input()");
        int[] shown = await visit.Page.PictureAsync();
        Assert.All(shown.Zip(pages.Draw(ExplorerPages.Plain, place)), pair => Assert.InRange(Math.Abs(pair.First - (GreyLevels * pair.Second)), 0, 2));
    }

    [Fact]
    public async Task A_seed_always_leads_to_the_same_picture()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        int[] first = await visit.Page.PictureAsync();
        await visit.Page.SetAsync("#seed", "5", "change");
        int[] fifth = await visit.Page.PictureAsync();
        await visit.Page.SetAsync("#seed", "1", "change");

        Assert.NotEqual(first, fifth);
        Assert.Equal(first, await visit.Page.PictureAsync());
        Assert.Equal("The picture of seed 1", await visit.Page.TextContentAsync("#status"));
    }

    [Fact]
    public async Task Noise_is_normally_distributed()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        double[] noise = await visit.Page.EvaluateAsync<double[]>("() => Array.from({ length: 100 }, (_, seed) => (latent.start(seed), latent.base)).flat()");
        double mean = noise.Average(), variance = noise.Average(value => (value - mean) * (value - mean));
        Assert.InRange(mean, -0.03, 0.03);
        Assert.InRange(variance, 0.95, 1.05);
        Assert.InRange(noise.Count(value => Math.Abs(value) < 1) / (double)noise.Length, 0.66, 0.71);
    }

    [Fact]
    public async Task Surprise_goes_elsewhere()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        await visit.Page.ChangesAsync(() => visit.Page.ClickAsync("#surprise"));
    }

    [Fact]
    public async Task Each_slider_moves_the_picture_and_the_way_back_leads_back()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        int[] start = await visit.Page.PictureAsync();
        Assert.Equal(8, await visit.Page.Locator("#sliders input").CountAsync());
        for (int i = 1; i <= 8; i++)
            await visit.Page.ChangesAsync(() => visit.Page.SetAsync($"#sliders label:nth-of-type({i}) input", "2", "input"));
        await visit.Page.ChangesAsync(() => visit.Page.ClickAsync("#back"));
        Assert.Equal(start, await visit.Page.PictureAsync());
    }

    [Fact]
    public async Task The_pad_follows_the_pointer_and_the_arrow_keys()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        var pad = visit.Page.Locator("#pad");
        var box = (await pad.BoundingBoxAsync())!;
        await visit.Page.ChangesAsync(() => pad.ClickAsync(new() { Position = new() { X = box.Width * 5 / 6, Y = box.Height / 3 } }));
        double[] steps = await StepsAsync(visit.Page);
        Assert.Equal(2, steps[0], 0.1);
        Assert.Equal(1, steps[1], 0.1);

        await visit.Page.ChangesAsync(() => pad.PressAsync("ArrowLeft"));
        await visit.Page.ChangesAsync(() => pad.PressAsync("ArrowUp"));
        double[] then = await StepsAsync(visit.Page);
        Assert.Equal([steps[0] - 0.2, steps[1] + 0.2], then[..2].Select(step => Math.Round(step, 9)), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public async Task It_travels_from_the_kept_picture_A_to_B()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        int[] a = await visit.Page.PictureAsync();
        await visit.Page.ClickAsync("#keepA");
        await visit.Page.SetAsync("#seed", "9", "change");
        int[] b = await visit.Page.PictureAsync();
        await visit.Page.ClickAsync("#keepB");

        await visit.Page.SetAsync("#way", "0", "input");
        Assert.Equal(a, await visit.Page.PictureAsync());
        await visit.Page.ChangesAsync(() => visit.Page.SetAsync("#way", "0.5", "input"));
        await visit.Page.SetAsync("#way", "1", "input");
        Assert.Equal(b, await visit.Page.PictureAsync());

        await visit.Page.ChangesAsync(() => visit.Page.ClickAsync("#travel"));
        await visit.Page.ClickAsync("#travel");
        Assert.Equal("false", await visit.Page.GetAttributeAsync("#travel", "aria-pressed"));
    }

    [Fact]
    public async Task A_digit_is_asked_for_by_button_and_by_key()
    {
        await using var visit = await OpenAsync(ExplorerPages.Labelled);
        Assert.Equal(10, await visit.Page.Locator("#digits button").CountAsync());
        await visit.Page.ChangesAsync(() => visit.Page.ClickAsync("#digits button:text('7')"));
        double[] input = await visit.Page.EvaluateAsync<double[]>("() => latent.input()");
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 0, 0], input[^10..]);
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#digits button:text('7')", "aria-pressed"));

        await visit.Page.ChangesAsync(() => visit.Page.Keyboard.PressAsync("3"));
        Assert.Equal("A 3, if the network obeys", await visit.Page.TextContentAsync("#status"));
    }

    [Fact]
    public async Task Without_labels_there_are_no_digit_buttons()
    {
        await using var visit = await OpenAsync(ExplorerPages.Plain);
        Assert.False(await visit.Page.IsVisibleAsync("#digits"));
    }

    [Theory]
    [InlineData(ExplorerPages.Plain)]
    [InlineData(ExplorerPages.Labelled)]
    public async Task Every_control_has_a_name_for_a_screen_reader(string name)
    {
        await using var visit = await OpenAsync(name);
        await visit.Page.RequireNamesAsync(AriaRole.Button, AriaRole.Slider, AriaRole.Spinbutton);

        Assert.Equal(1, await visit.Page.GetByRole(AriaRole.Img, new() { Name = "The picture that the network draws" }).CountAsync());
        Assert.Equal(1, await visit.Page.GetByRole(AriaRole.Group, new() { NameRegex = new("Map of the pictures") }).CountAsync());
    }

    private Task<PageVisit> OpenAsync(string name, int width = 1280) => browser.OpenAsync(pages.PathOf(name), width, height: width < 600 ? 844 : 900);

    private static Task<double[]> StepsAsync(IPage page) => page.EvaluateAsync<double[]>("() => latent.steps");
}
