using Shared;
using Xunit;

namespace Notebooks.Tests.Browser;

/// <summary>The page check finds each kind of problem, and none on a good page.</summary>
public sealed class PageVisitTests(BrowserFixture browser) : IDisposable
{
    private const string Red = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9' fill='red'/%3E%3C/svg%3E";
    private const string Blue = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9' fill='blue'/%3E%3C/svg%3E";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("<p>All is well.</p>")]
    [InlineData("""<h1 id="数据">a</h1><a name="b"></a><a href="#数据">1</a><a href="page.html#b">2</a><a href="page.html?x=1">3</a><a href=".">4</a><a href="#">5</a>""")]
    [InlineData("""<a href="https://example.org/gone#x">1</a><a href="mailto:a@example.org">2</a>""")]
    [InlineData($"""<img alt="red" src="{Red}">""")]
    [InlineData("""<div style="overflow-x:auto"><div style="width:3000px">wide, but in its place</div></div>""")]
    public async Task A_good_page_has_no_problems(string body) => Assert.Empty(await ProblemsAsync(body));

    [Theory]
    [InlineData("<script>console.error('oh dear')</script>", "The console says: oh dear")]
    [InlineData("<script>missing()</script>", "missing is not defined")]
    [InlineData("<img alt=\"gone\" src=\"data:image/png;base64,AAAA\">", "An image has not loaded: gone (data:image/png;base64,AAAA).")]
    [InlineData("<div class=\"wide\" style=\"width:2000px\">wide</div>", "The page is 2008 pixels wide in a window of 800: look at div.wide.")]
    [InlineData("<script src=\"https://example.org/plotly.js\"></script>", "The page asks the network for https://example.org/plotly.js.")]
    [InlineData("<a href=\"gone%20here.py\">gone</a>", "gone%20here.py.")]
    [InlineData("<svg><a href=\"gone/\"></a></svg>", "A link leads nowhere: ")]
    [InlineData("<a href=\"#gone\">gone</a>", "A link leads to an anchor that its page does not have: ")]
    [InlineData("<a href=\"page.html#gone\">gone</a>", "page.html#gone.")]
    [InlineData("<script>fetch('http://example.org/').catch(() => {})</script>", "The page asks the network for http://example.org/.")]
    public async Task A_bad_page_has_some(string body, string expected) =>
        Assert.Contains(await ProblemsAsync(body), problem => problem.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("<svg><g class=\"trace\"><path d=\"M0 0L9 9\" stroke=\"red\"></path></g></svg>", true)]
    [InlineData("<svg><g class=\"cartesianlayer\"></g></svg>", false)]
    public async Task An_interactive_chart_may_be_drawn_late_but_must_be_drawn(string drawing, bool isDrawn)
    {
        var problems = await ProblemsAsync($$"""
            <div class="digitforge-chart digitforge-interactive"><div id="chart"><svg><polyline points="0,0 9,9"></polyline></svg></div></div>
            <script>
            setTimeout(() => { chart.className = 'js-plotly-plot'; chart.innerHTML = '{{drawing}}'; }, 300);
            </script>
            """, isPatient: isDrawn);
        Assert.Equal(isDrawn ? [] : ["Chart 1 has drawn nothing."], problems);
    }

    [Theory]
    [InlineData("<polyline points=\"0,0 9,9\"></polyline>", true)]
    [InlineData("<g><rect width=\"9\" height=\"9\"></rect></g>", true)]
    [InlineData("<g><path d=\"M0 0L9 9\"></path></g>", true)]
    [InlineData("<rect width=\"9\" height=\"9\" fill=\"#0072b2\"></rect>", true)]
    [InlineData("<rect width=\"9\" height=\"9\"></rect><text>empty</text>", false)]
    public async Task A_chart_must_be_drawn_without_a_script(string drawing, bool isDrawn)
    {
        var problems = await ProblemsAsync($"<figure class=\"digitforge-chart\"><svg>{drawing}</svg></figure>", isPatient: isDrawn);
        Assert.Equal(isDrawn ? [] : ["Chart 1 has drawn nothing."], problems);
    }

    [Fact]
    public async Task A_chart_must_not_be_cut_off()
    {
        var problems = await ProblemsAsync("""
            <div style="overflow-x:auto"><div class="digitforge-chart" style="width:900px"><svg><polyline points="0,0 9,9"></polyline></svg></div></div>
            """);
        Assert.Equal(["Chart 1 is wider than its box."], problems);
    }

    [Theory]
    [InlineData("i.src = s.value > 2 ? blue : red", true)]
    [InlineData("i.alt = s.value", false)]
    public async Task A_timeline_must_show_another_picture_at_its_end(string onMove, bool isMoving)
    {
        var problems = await ProblemsAsync($$"""
            <div class="digitforge-timeline"><img alt="" src="{{Red}}"><input type="range" min="0" max="4" value="4"></div>
            <script>
            const [red, blue, s, i] = ["{{Red}}", "{{Blue}}", document.querySelector('input'), document.querySelector('img')];
            s.oninput = () => { {{onMove}}; };
            </script>
            """, isPatient: isMoving);
        Assert.Equal(isMoving ? [] : ["Timeline 1 shows the same at its end as at its beginning."], problems);
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(string body, bool isPatient = true)
    {
        string page = folder.File("page.html");
        await File.WriteAllTextAsync(page, $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"></head><body>{body}</body></html>");
        return await browser.ProblemsAsync(page, width: 800, height: 600, patience: isPatient ? null : TimeSpan.FromSeconds(1));
    }
}
