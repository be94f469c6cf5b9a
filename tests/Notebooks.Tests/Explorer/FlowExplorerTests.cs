using DigitForge.Models;
using DigitForge.Runtime;
using Microsoft.Playwright;
using Notebooks.Tests.Browser;
using Shared;
using TorchSharp;
using Xunit;

namespace Notebooks.Tests.Explorer;

/// <summary>The flow network's page in a browser: it draws as <see cref="FlowSampler"/> does, and every control does what it says.</summary>
public sealed class FlowExplorerTests(FlowPage flow, BrowserFixture browser) : IClassFixture<FlowPage>
{
    private const double GreyLevels = 255;

    [Theory]
    [InlineData(7, 4, 0.5, FlowSolver.Midpoint)]
    [InlineData(3, 6, 1.5, FlowSolver.Euler)]
    [InlineData(0, 1, 0, FlowSolver.Midpoint)]
    [InlineData(null, 5, 0.5, FlowSolver.Euler)]
    public async Task Every_stage_is_that_of_the_sampler(int? label, int steps, double guidance, FlowSolver solver)
    {
        await using var visit = await OpenAsync();
        var page = visit.Page;
        await page.ClickAsync($"#digits button:text('{(label is null ? "any" : label)}')");
        await page.SetAsync("#steps", $"{steps}", "input");
        if (label is not null)
            await page.SetAsync("#guidance", FormattableString.Invariant($"{guidance}"), "input");
        await page.SetCheckedAsync("#midpoint", solver == FlowSolver.Midpoint);
        await FilmAsync(page);

        double[] noise = await page.EvaluateAsync<double[]>("() => gaussians(seed, 784)");
        double[][] states = await page.EvaluateAsync<double[][]>("() => stages.map(stage => Array.from(stage.state))");
        double[][] guesses = await page.EvaluateAsync<double[][]>("() => stages.map(stage => Array.from(stage.guess))");
        var sampler = FlowSampler.Standard with { Steps = steps, Guidance = guidance, Solver = solver };
        var expected = flow.Film(sampler, noise, label);

        Assert.Equal(steps + 1, states.Length);
        Assert.All(Enumerable.Range(0, steps + 1), stage =>
        {
            RequireClose(expected[stage].State, states[stage]);
            RequireClose(expected[stage].Guess, guesses[stage]);
        });
        Assert.True(expected[0].State.Zip(expected[^1].State, (a, b) => Math.Abs(a - b)).Average() > 0.1, "The noise stays as it is: nothing would be compared.");
        Assert.Equal(sampler.Evaluations / (label is null && guidance != 0 ? 2 : 1), await page.EvaluateAsync<int>("() => asked"));
    }

    [Fact]
    public async Task The_finished_picture_has_the_samplers_greys_and_paper()
    {
        await using var visit = await OpenAsync();
        double[] state = await visit.Page.EvaluateAsync<double[]>("() => Array.from(stages.at(-1).state)");
        using var scope = torch.NewDisposeScope();
        var finished = FlowSampler.Standard.Finish(torch.from_array(state.Select(value => (float)value).ToArray()));
        Assert.Equal(finished.data<float>().Select(value => (int)Math.Round(GreyLevels * value)), await visit.Page.PictureAsync());
        Assert.Equal(await visit.Page.PictureAsync(), await visit.Page.PictureAsync("guess"));
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    public async Task It_is_shown_whole_and_without_a_network(int width, ColorScheme colours)
    {
        await using var visit = await OpenAsync(width);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = colours });
        await visit.Page.SetAsync("#time", "0.8", "input");
        await visit.CheckAsync();
        await visit.SaveScreenshotAsync(RepositoryFolder.File("artifacts", "screenshots", $"explorer-flow-{colours}-{width}.png"));
        Assert.Empty(visit.Problems);
    }

    [Fact]
    public async Task The_slider_moves_through_the_film_in_straight_lines()
    {
        await using var visit = await OpenAsync();
        await visit.Page.SetAsync("#steps", "2", "input");
        await FilmAsync(visit.Page);
        await visit.Page.SetAsync("#time", "0.75", "input");
        double[] middle = await visit.Page.EvaluateAsync<double[]>("() => Array.from(stages[1].state, (value, i) => (value + stages[2].state[i]) / 2)");
        int[] shown = await visit.Page.PictureAsync();
        Assert.All(middle.Zip(shown), pair => Assert.InRange(Math.Abs(pair.Second - Math.Clamp(GreyLevels * (pair.First + 1) / 2, 0, GreyLevels)), 0, 1));
        Assert.Equal("75 % of the way", await visit.Page.GetAttributeAsync("#time", "aria-valuetext"));

        // The noise itself, clamped to what a grey level can show.
        await visit.Page.SetAsync("#time", "0", "input");
        double[] noise = await visit.Page.EvaluateAsync<double[]>("() => gaussians(seed, 784)");
        Assert.All(noise.Zip(await visit.Page.PictureAsync()), pair =>
            Assert.InRange(Math.Abs(pair.Second - Math.Clamp(GreyLevels * (pair.First + 1) / 2, 0, GreyLevels)), 0, 1));
    }

    [Fact]
    public async Task The_film_is_computed_piece_by_piece_and_the_page_answers_in_between()
    {
        await using var visit = await OpenAsync();
        await visit.Page.SetAsync("#steps", "20", "input");

        // A new request replaces the one in progress. Until it is done, each look records the progress, and whether the slider is disabled.
        double[][] answers = await visit.Page.EvaluateAsync<double[][]>("""
            () => new Promise(done => {
                const answers = [];
                const look = () => {
                    if (work === null) return done(answers);
                    answers.push([element('progress').value, slider.disabled && element('play').disabled ? 1 : 0]);
                    setTimeout(look);
                };
                [...document.querySelectorAll('#digits button')].find(button => button.textContent === '4').click();
                look();
            })
            """);
        Assert.InRange(answers.Length, 5, int.MaxValue);
        Assert.Equal(answers.Select(answer => answer[0]).Order(), answers.Select(answer => answer[0]));
        Assert.Contains(answers, answer => answer[0] is > 0.2 and < 0.8);
        Assert.All(answers, answer => Assert.Equal(1, answer[1]));
        Assert.False(await visit.Page.IsDisabledAsync("#time"));
        Assert.Equal(1, await visit.Page.EvaluateAsync<double>("() => element('progress').value"));
        Assert.Equal(21, await visit.Page.EvaluateAsync<int>("() => stages.length"));
        int asked = (FlowSampler.Standard with { Steps = 20 }).Evaluations;
        Assert.Equal(FormattableString.Invariant($"A 4 from seed 1 in 20 steps: the network was asked {asked} times."), await visit.Page.TextContentAsync("#status"));
    }

    [Fact]
    public async Task It_plays_from_noise_to_picture_and_stops()
    {
        await using var visit = await OpenAsync();
        int[] finished = await visit.Page.PictureAsync();
        await visit.Page.ChangesAsync(() => visit.Page.ClickAsync("#play"));
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#play", "aria-pressed"));
        await visit.Page.WaitForFunctionAsync("() => !player");
        Assert.Equal(finished, await visit.Page.PictureAsync());
        Assert.Equal("1", await visit.Page.InputValueAsync("#time"));

        await visit.Page.ClickAsync("#play");
        await visit.Page.ClickAsync("#play");
        Assert.Equal("false", await visit.Page.GetAttributeAsync("#play", "aria-pressed"));
    }

    [Fact]
    public async Task Every_wish_changes_the_picture_and_the_same_wish_gives_the_same_picture()
    {
        await using var visit = await OpenAsync();
        var page = visit.Page;
        int[] first = await page.PictureAsync();
        foreach (Func<Task> wish in (Func<Task>[])
            [
                () => page.SetAsync("#seed", "5", "change"),
                () => page.ClickAsync("#surprise"),
                () => page.Keyboard.PressAsync("8"),
                () => page.SetAsync("#steps", "3", "input"),
                () => page.SetAsync("#guidance", "2", "input"),
                () => page.ClickAsync("#midpoint"),
                () => page.ClickAsync("#digits button:text('any')"),
            ])
        {
            int[] before = await page.PictureAsync();
            await wish();
            await FilmAsync(page);
            Assert.NotEqual(before, await page.PictureAsync());
        }

        // Without a digit, guidance has no effect.
        Assert.True(await page.IsDisabledAsync("#guidance"));
        await page.SetAsync("#seed", "1", "change");
        await page.SetAsync("#steps", $"{FlowSampler.Standard.Steps}", "input");
        await page.SetAsync("#guidance", FormattableString.Invariant($"{FlowSampler.Standard.Guidance}"), "input");
        await page.SetCheckedAsync("#midpoint", FlowSampler.Standard.Solver == FlowSolver.Midpoint);
        await page.Keyboard.PressAsync("0");
        await FilmAsync(page);
        Assert.Equal(first, await page.PictureAsync());
        Assert.Equal("true", await page.GetAttributeAsync("#digits button:text('0')", "aria-pressed"));
    }

    [Fact]
    public async Task Every_control_has_a_name_for_a_screen_reader()
    {
        await using var visit = await OpenAsync();
        await visit.Page.RequireNamesAsync(AriaRole.Button, AriaRole.Slider, AriaRole.Spinbutton, AriaRole.Checkbox, AriaRole.Img);
        Assert.Equal(3, await visit.Page.GetByRole(AriaRole.Slider).CountAsync());
        Assert.Equal(11, await visit.Page.Locator("#digits button").CountAsync());

        Assert.Equal("How much of the film is computed", await visit.Page.GetAttributeAsync("#progress", "aria-label"));
        Assert.False(await visit.Page.IsVisibleAsync("#progress"));
    }

    // The page starts with its own film.
    private async Task<PageVisit> OpenAsync(int width = 1280)
    {
        var visit = await browser.OpenAsync(flow.Path, width, height: width < 600 ? 844 : 900);
        await FilmAsync(visit.Page);
        return visit;
    }

    private static async Task FilmAsync(IPage page) => await page.WaitForFunctionAsync("() => work === null");

    // There are 255 grey levels from paper at -1 to ink at 1.
    private static void RequireClose(float[] expected, double[] found)
    {
        Assert.Equal(784, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) * GreyLevels / 2, 0, 2));
    }
}
