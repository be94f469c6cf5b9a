using Microsoft.Playwright;
using Xunit;

namespace Notebooks.Tests.Explorer;

/// <summary>What a test does with an explorer's page.</summary>
internal static class PageControls
{
    /// <summary>The greys of a canvas as it will be in the next frame, which has been drawn when a frame asked for after it comes.</summary>
    public static Task<int[]> PictureAsync(this IPage page, string canvas = "picture") => page.EvaluateAsync<int[]>(
        """
        canvas => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
            const { data } = element(canvas).getContext('2d').getImageData(0, 0, pixels, pixels);
            done(Array.from({ length: pixels * pixels }, (_, i) => data[4 * i]));
        })))
        """,
        canvas);

    /// <summary>Gives a control a value, and says so as a browser would.</summary>
    public static Task SetAsync(this IPage page, string control, string value, string happening) => page.Locator(control).EvaluateAsync(
        "(control, [value, happening]) => { control.value = value; control.dispatchEvent(new Event(happening, { bubbles: true })); }",
        new[] { value, happening });

    /// <summary>Does something that must change the picture.</summary>
    public static async Task ChangesAsync(this IPage page, Func<Task> act)
    {
        int[] before = await page.PictureAsync();
        await act();
        int[] after = before;
        for (int look = 0; look < 20 && before.SequenceEqual(after); look++)
            after = await page.PictureAsync();
        Assert.NotEqual(before, after);
    }

    /// <summary>Requires that there are controls of these roles, and that each has a name for a screen reader.</summary>
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
