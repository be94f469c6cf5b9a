using AngleSharp.Html.Parser;
using Microsoft.Playwright;

namespace Notebooks.Tests.Browser;

/// <summary>One visit to one page, without a network: collects all problems of the page.</summary>
public sealed class PageVisit(IPage page, TimeSpan patience) : IAsyncDisposable
{
    private const string DrawnStill = "svg polyline, svg circle, svg g > rect, svg g > path, svg rect[fill^='#']";
    private const string DrawnTrace = ".js-plotly-plot .trace, .js-plotly-plot .bars .point, .js-plotly-plot path.js-line, .js-plotly-plot .heatmaplayer image";

    private readonly List<string> problems = [];

    /// <summary>The page in its current state.</summary>
    public IPage Page => page;

    /// <summary>The problems, one sentence each.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Opens the page and waits until it has loaded.</summary>
    public async Task OpenAsync(string file)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                problems.Add($"The console says: {message.Text}");
        };
        page.PageError += (_, error) => problems.Add($"A script failed: {error}");
        await page.RouteAsync("**/*", RefuseNetworkAsync);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
    }

    /// <summary>Runs all checks.</summary>
    public async Task CheckAsync()
    {
        await CheckChartsAsync();
        await CheckTimelinesAsync();
        await CheckImagesAsync();
        await CheckLinksAsync();
        await CheckWidthAsync();
    }

    /// <summary>Writes a picture of the whole page.</summary>
    public Task SaveScreenshotAsync(string path) => page.ScreenshotAsync(new() { Path = path, FullPage = true });

    /// <summary>Closes the window.</summary>
    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();

    private float Limit => (float)patience.TotalMilliseconds;

    private Task RefuseNetworkAsync(IRoute route)
    {
        string address = route.Request.Url;
        if (new Uri(address).IsFile)
            return route.ContinueAsync();
        problems.Add($"The page asks the network for {address}.");
        return route.AbortAsync();
    }

    private async Task CheckImagesAsync()
    {
        string[] broken = await page.EvaluateAsync<string[]>(
            "() => [...document.images].filter(i => !i.complete || i.naturalWidth === 0).map(i => i.alt + ' (' + i.src.slice(0, 60) + ')')");
        problems.AddRange(broken.Select(image => $"An image has not loaded: {image}."));
    }

    // Links to files are followed; links to the network are not.
    private async Task CheckLinksAsync()
    {
        string[] targets = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('a[href], area[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href)");
        foreach (string target in targets.Distinct())
        {
            if (!Uri.TryCreate(target, UriKind.Absolute, out var address) || !address.IsFile)
                continue;
            if (!File.Exists(address.LocalPath) && !Directory.Exists(address.LocalPath))
                problems.Add($"A link leads nowhere: {target}.");
            else if (!await HasAnchorAsync(address))
                problems.Add($"A link leads to an anchor that its page does not have: {target}.");
        }
    }

    private async Task<bool> HasAnchorAsync(Uri address)
    {
        string anchor = Uri.UnescapeDataString(address.Fragment.TrimStart('#'));
        bool isPage = Path.GetExtension(address.LocalPath) is ".html" or ".htm";
        if (anchor.Length == 0 || anchor == "top" || !isPage)
            return true;
        string html = address.LocalPath == new Uri(page.Url).LocalPath ? await page.ContentAsync() : await File.ReadAllTextAsync(address.LocalPath);
        using var document = new HtmlParser().ParseDocument(html);
        return document.GetElementById(anchor) is not null || document.GetElementsByName(anchor).Length > 0;
    }

    // Only the page's own width counts: a wide output may scroll within its box.
    private async Task CheckWidthAsync()
    {
        int[] widths = await page.EvaluateAsync<int[]>("() => [document.documentElement.scrollWidth, window.innerWidth]");
        if (widths[0] <= widths[1])
            return;
        string widest = await page.EvaluateAsync<string>("""
            () => [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > window.innerWidth)
                .map(e => e.tagName.toLowerCase() + (e.className && '.' + e.className)).slice(0, 3).join(', ')
            """);
        problems.Add($"The page is {widths[0]} pixels wide in a window of {widths[1]}: look at {widest}.");
    }

    private async Task CheckChartsAsync()
    {
        var charts = await page.Locator(".digitforge-chart").AllAsync();
        for (int i = 0; i < charts.Count; i++)
        {
            try
            {
                bool isInteractive = await charts[i].EvaluateAsync<bool>("chart => chart.classList.contains('digitforge-interactive')");
                await charts[i].Locator(isInteractive ? DrawnTrace : DrawnStill).First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Limit });
                if (await charts[i].EvaluateAsync<bool>("chart => chart.getBoundingClientRect().right > window.innerWidth || chart.scrollWidth > chart.clientWidth"))
                    problems.Add($"Chart {i + 1} is wider than its box.");
            }
            catch (TimeoutException)
            {
                problems.Add($"Chart {i + 1} has drawn nothing.");
            }
        }
    }

    private async Task CheckTimelinesAsync()
    {
        var timelines = await page.Locator(".digitforge-timeline").AllAsync();
        for (int i = 0; i < timelines.Count; i++)
        {
            var slider = timelines[i].Locator("input[type=range]").First;
            var image = timelines[i].Locator("img").First;
            try
            {
                await MoveAsync(slider, "min");
                byte[] first = await image.ScreenshotAsync(new() { Timeout = Limit });
                await MoveAsync(slider, "max");
                await WaitForChangeAsync(image, first);
            }
            catch (TimeoutException)
            {
                problems.Add($"Timeline {i + 1} shows the same at its end as at its beginning.");
            }
        }
    }

    private async Task MoveAsync(ILocator slider, string end) => await slider.EvaluateAsync(
        """
        (slider, end) => {
            slider.value = slider[end];
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            slider.dispatchEvent(new Event('change', { bubbles: true }));
        }
        """,
        end,
        new() { Timeout = Limit });

    private async Task WaitForChangeAsync(ILocator image, byte[] first)
    {
        long end = Environment.TickCount64 + (long)Limit;
        while ((await image.ScreenshotAsync(new() { Timeout = Limit })).AsSpan().SequenceEqual(first))
        {
            if (Environment.TickCount64 > end)
                throw new TimeoutException();
            await Task.Delay(100);
        }
    }
}
