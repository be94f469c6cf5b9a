using System.Text;
using NotebookRunner.Pages;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class HtmlAsMarkdownTests
{
    private readonly List<string> pictures = [];

    [Theory]
    [InlineData("<p>one</p><div>two</div>three", "one\n\ntwo\n\nthree")]
    [InlineData("<div>a <b>bold</b> and an <i>italic</i> word</div>", "a **bold** and an *italic* word")]
    [InlineData("<b>Loss:</b>0.5", "<b>Loss:</b>0.5")]
    [InlineData("<b>Loss: </b>0.5", "**Loss:** 0.5")]
    [InlineData("a<br>b", "a\\\nb")]
    [InlineData("  spread \n over   lines ", "spread over lines")]
    [InlineData("2 * 3 * 4 [a] _b_ `c` &lt;d&gt; $e$ f|g &amp; h", @"2 \* 3 \* 4 \[a\] \_b\_ \`c\` \<d\> \$e\$ f\|g &amp; h")]
    [InlineData("<p># no heading</p><p>1. no list</p><p>- no list</p><p>1.5</p>", "\\# no heading\n\n1\\. no list\n\n\\- no list\n\n1.5")]
    [InlineData("<code>a`b</code>", "``a`b``")]
    [InlineData("<pre>one\n  two &lt; 3\n</pre>", "```text\none\n  two < 3\n```")]
    [InlineData("<pre>```</pre>", "````text\n```\n````")]
    [InlineData("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n\n  - c")]
    [InlineData("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b")]
    [InlineData("<h2>Heading</h2><hr><blockquote><p>said</p><p>so</p></blockquote>", "**Heading**\n\n---\n\n> said\n>\n> so")]
    [InlineData("<details><summary>More</summary><p>hidden text</p></details>", "**More**\n\nhidden text")]
    [InlineData("<a href=\"data.md\">data</a> <a href=\"#top\">up</a>", "[data](<moved/data.md>) up")]
    [InlineData("10<sup>2</sup>", "10<sup>2</sup>")]
    [InlineData("", "")]
    public void Text_keeps_its_meaning(string html, string expected) => Assert.Equal(expected, Convert(html));

    [Theory]
    [InlineData("<script>alert(1)</script><style>p { }</style><progress value=\"1\"></progress><input type=\"range\"><button>go</button>")]
    [InlineData("<div data-needs-script><p>drag <b>here</b></p><img alt=\"x\" src=\"data:image/png;base64,AAAA\"></div>")]
    [InlineData("<div hidden>x</div><div style=\"color:red; display: none\">y</div><!-- z --><canvas>w</canvas>")]
    public void What_needs_a_script_is_left_out(string html)
    {
        Assert.Equal("kept", Convert(html + "<p>kept</p>"));
        Assert.Empty(pictures);
    }

    [Fact]
    public void A_table_has_a_heading_and_rows()
    {
        string html = """
            <table><caption>Counts</caption>
            <thead><tr><th>digit</th><th>real</th></tr></thead>
            <tbody><tr><th>0</th><td>5,923</td></tr><tr><td>a|b<br>c</td><td><pre>x|y
            z</pre></td></tr></tbody></table>
            """;
        Assert.Equal(
            """
            *Counts*

            | digit | real |
            |---|---|
            | **0** | 5,923 |
            | a\|b<br>c | `x\|y`<br>`z` |
            """.ReplaceLineEndings("\n"),
            Convert(html));
    }

    [Fact]
    public void A_table_without_a_heading_gets_an_empty_one_and_spans_are_filled_up() => Assert.Equal(
        "|  |  |  |\n|---|---|---|\n| a | b |  |\n|  | c | d |",
        Convert("<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>"));

    [Fact]
    public void A_table_in_a_table_becomes_text() => Assert.Equal(
        "|  |\n|---|\n| inner |",
        Convert("<table><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>"));

    [Theory]
    [InlineData("png", "png")]
    [InlineData("webp", "webp")]
    [InlineData("gif", "gif")]
    [InlineData("jpeg", "jpg")]
    public void A_picture_becomes_a_file_with_its_caption_description_and_width(string kind, string ending)
    {
        string data = System.Convert.ToBase64String([1, 2, 3]);
        string html = $"""<figure><figcaption>Sixteen &amp; more</figcaption><img alt="a &quot;grid&quot;" width="230" height="9" src="data:image/{kind};base64,{data}"></figure>""";
        Assert.Equal($"*Sixteen &amp; more*\n\n<img src=\"{ending}-3\" alt=\"a &quot;grid&quot;\" width=\"230\">", Convert(html));
    }

    [Fact]
    public void A_picture_from_a_file_is_moved_and_an_unknown_one_leaves_its_description()
    {
        Assert.Equal("<img src=\"moved/a.png\" alt=\"a\">", Convert("<img alt=\"a\" src=\"a.png\">"));
        Assert.Equal("sound", Convert("<img alt=\"sound\" src=\"data:audio/wav;base64,AAAA\">"));
    }

    [Theory]
    [InlineData("<p>a <img alt=\"b\" src=\"data:image/png;base64,no!\"> c</p>", "a *A picture is missing here: its data is not image/png in base64.* c")]
    [InlineData("<img alt=\"b\" src=\"data:image/webp;base64,A\">", "*A picture is missing here: its data is not image/webp in base64.*")]
    public void A_damaged_picture_leaves_a_note(string html, string expected)
    {
        Assert.Equal(expected, Convert(html));
        Assert.Empty(pictures);
    }

    [Fact]
    public void A_drawing_becomes_a_file_with_its_label_and_width()
    {
        Assert.Equal(
            "<img src=\"svg-1\" alt=\"Losses\" width=\"360\">",
            Convert("<div><svg role=\"img\" aria-label=\"Losses\" viewBox=\"0 0 360 164\"><title>t</title><style>p{}</style><path d=\"M0 0\"/></svg></div>", stubSizes: true));
        string svg = Assert.Single(pictures);
        Assert.Contains("<title>t</title><style>p{}</style><path d=\"M0 0\" />", svg, StringComparison.Ordinal);
    }

    private string Convert(string html, bool stubSizes = false) => new HtmlAsMarkdown(
        (content, ending) =>
        {
            pictures.Add(Encoding.UTF8.GetString(content));
            return $"{ending}-{(stubSizes ? pictures.Count : content.Length)}";
        },
        target => $"moved/{target}",
        Translation.Of(Translation.English)).Convert(html);
}
