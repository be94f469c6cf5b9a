using Microsoft.Playwright;
using Xunit;

namespace Notebooks.Tests.Browser;

/// <summary>One browser for all tests that need one. It starts when the first of them asks for it.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    // Long enough for a chart on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lazy<Task<IPlaywright>> playwright = new(Playwright.CreateAsync);
    private readonly Lazy<Task<IBrowser?>> browser;

    public BrowserFixture() => browser = new(async () => await Chromium.StartAsync(await playwright.Value));

    public async ValueTask DisposeAsync()
    {
        if (browser.IsValueCreated && await browser.Value is { } running)
            await running.DisposeAsync();
        if (playwright.IsValueCreated)
            (await playwright.Value).Dispose();
    }

    /// <summary>Opens a page from a file and checks it.</summary>
    /// <param name="file">The page.</param>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="height">The window's height in pixels.</param>
    /// <param name="screenshot">The path for a picture of the whole page; null for none.</param>
    /// <param name="patience">The longest time that a script of the page may take; null for the default, which suits a slow machine.</param>
    /// <returns>The problems, one sentence each. If there is no browser, the test is skipped.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync(
        string file, int width, int height, string? screenshot = null, TimeSpan? patience = null)
    {
        await using var visit = await OpenAsync(file, width, height, patience);
        await visit.CheckAsync();
        if (screenshot is not null)
            await visit.SaveScreenshotAsync(screenshot);
        return visit.Problems;
    }

    /// <summary>Opens a page from a file in its own window, which the caller closes.</summary>
    /// <param name="file">The page.</param>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="height">The window's height in pixels.</param>
    /// <param name="patience">The longest time that a script of the page may take; null for the default, which suits a slow machine.</param>
    /// <returns>The visit. If there is no browser, the test is skipped.</returns>
    public async Task<PageVisit> OpenAsync(string file, int width, int height, TimeSpan? patience = null)
    {
        var running = await browser.Value;
        Assert.SkipWhen(running is null, "No Chromium was found; install one, or name it in the environment variable CHROMIUM, and this test runs.");
        var context = await running.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        var visit = new PageVisit(await context.NewPageAsync(), patience ?? Patience);
        await visit.OpenAsync(file);
        return visit;
    }
}
