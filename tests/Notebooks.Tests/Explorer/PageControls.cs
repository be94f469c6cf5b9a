using Microsoft.Playwright;
using Xunit;

namespace Notebooks.Tests.Explorer;

/// <summary>What tests do with an explorer's page.</summary>
internal static class PageControls
{
    /// <summary>The grey levels of a canvas as of the next frame. The canvas is drawn when a frame requested after it arrives.</summary>
    public static Task<int[]> PictureAsync(this IPage page, string canvas = "picture") => page.EvaluateAsync<int[]>(
        """
        canvas => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
            const { data } = element(canvas).getContext('2d').getImageData(0, 0, pixels, pixels);
            done(Array.from({ length: pixels * pixels }, (_, i) => data[4 * i]));
        })))
        """,
        canvas);

    /// <summary>Sets the value of a control, and raises the event that a browser would raise.</summary>
    public static Task SetAsync(this IPage page, string control, string value, string happening) => page.Locator(control).EvaluateAsync(
        "(control, [value, happening]) => { control.value = value; control.dispatchEvent(new Event(happening, { bubbles: true })); }",
        new[] { value, happening });

    /// <summary>Runs an action that must change the picture.</summary>
    public static async Task ChangesAsync(this IPage page, Func<Task> act)
    {
        int[] before = await page.PictureAsync();
        await act();
        int[] after = before;
        for (int look = 0; look < 20 && before.SequenceEqual(after); look++)
            after = await page.PictureAsync();
        Assert.NotEqual(before, after);
    }

    /// <summary>Requires controls of these roles, each with a name for a screen reader.</summary>
    public static async Task RequireNamesAsync(this IPage page, params AriaRole[] roles)
    {
        foreach (var role in roles)
        {
            int all = await page.GetByRole(role).CountAsync();
            int named = await page.GetByRole(role, new() { NameRegex = new(@"\w") }).CountAsync();
            Assert.True(all > 0, $"There is no {role}.");
            Assert.Equal(all, named);
        }
    }
}
