using Microsoft.Playwright;

namespace Notebooks.Tests.Browser;

/// <summary>Starts an installed browser of the Chromium family. It downloads none.</summary>
internal static class Chromium
{
    private static readonly string?[] Programs =
    [
        Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    ];

    // On Windows and macOS Playwright finds a browser by its name.
    private static readonly string[] Channels = ["chrome", "msedge"];

    // Tests often run as root, where Chromium's own sandbox does not start. The other arguments keep it off the network.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    /// <summary>Starts the browser with an empty, temporary profile.</summary>
    /// <returns>The browser; null if there is none.</returns>
    public static async Task<IBrowser?> StartAsync(IPlaywright playwright)
    {
        var options = new BrowserTypeLaunchOptions { Args = Arguments, ExecutablePath = Programs.FirstOrDefault(File.Exists) };
        if (options.ExecutablePath is not null)
            return await playwright.Chromium.LaunchAsync(options);
        if (OperatingSystem.IsLinux())
            return null;
        foreach (string channel in Channels)
        {
            try
            {
                options.Channel = channel;
                return await playwright.Chromium.LaunchAsync(options);
            }
            catch (PlaywrightException)
            {
                // This browser is not installed: try the next.
            }
        }

        return null;
    }
}
