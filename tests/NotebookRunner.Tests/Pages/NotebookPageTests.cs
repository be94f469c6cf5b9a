using System.Text;
using System.Text.Json.Nodes;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class NotebookPageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_kind_of_output_is_shown_and_text_is_escaped()
    {
        string page = Page(
            Output("stream", ("name", "stdout"), ("text", "0 %\r100 %\n\u001b[31m1 < 2\u001b[0m")),
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<b>bold</b>", ["text/plain"] = "plain" } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["image/png"] = "iVBORw0=" } },
            new JsonObject { ["output_type"] = "execute_result", ["data"] = new JsonObject { ["text/plain"] = "a & b" } },
            new JsonObject { ["output_type"] = "error", ["traceback"] = new JsonArray("it <failed>") },
            Data(("image/jpeg", "/9j/"), ("text/plain", "never")),
            Data(("image/gif", "R0lGODdh")),
            Data(("image/png", "damaged!")),
            Data(("image/svg+xml", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><circle r='9'/></svg>")),
            Data(("image/svg+xml", "no drawing")),
            Data(("text/latex", "$a < b$")),
            Data(("application/json", "{\"a\":1}")),
            Data(("text/markdown", "see [it](page.ipynb) and [other](other.py)")),
            Data(("text/html", "<a href=\"other.py\">other</a><script>s = '<a href=\"x\">'</script>")),
            Data(("text/csv", "a,<b>")),
            Data(("application/x-<own>", "?")),
            Data());

        Assert.Contains("<pre class=\"stdout\">100 %\n<span style=\"color:#b3261e\">1 &lt; 2</span></pre>", page, StringComparison.Ordinal);
        Assert.Contains("<b>bold</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("plain</pre>", page, StringComparison.Ordinal);
        Assert.Contains("""src="data:image/png;base64,iVBORw0=""", page, StringComparison.Ordinal);
        Assert.Contains("<pre>a &amp; b</pre>", page, StringComparison.Ordinal);
        Assert.Contains("""<pre class="error">it &lt;failed&gt;</pre>""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("never", page, StringComparison.Ordinal);
        Assert.All(
            [
                """<img alt="picture" src="data:image/jpeg;base64,/9j/">""",
                """<img alt="picture" src="data:image/gif;base64,R0lGODdh">""",
                """<p class="state">A picture is missing here: its data is not image/png in base64.</p>""",
                """<div class="output"><svg xmlns="http://www.w3.org/2000/svg"><circle r="9"></circle></svg></div>""",
                """<p class="state">A drawing is missing here: its text has no svg element.</p>""",
                """<pre class="latex">$a &lt; b$</pre>""",
                "<pre class=\"json\">{\n  &quot;a&quot;: 1\n}</pre>",
                """see <a href="page.html">it</a> and <a href="../other.py">other</a>""",
                """<a href="../other.py">other</a><script>s = '<a href="x">'</script>""",
                "<pre>a,&lt;b&gt;</pre>",
                """<p class="state">An output of the type application/x-&lt;own&gt; is not shown here.</p>""",
            ],
            expected => Assert.Contains(expected, page, StringComparison.Ordinal));
        Assert.DoesNotContain("""<div class="output"></div>""", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_loads_nothing_from_anywhere()
    {
        string page = Page();
        Assert.DoesNotContain("<link rel=\"stylesheet\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(http", page, StringComparison.Ordinal);
        Assert.Contains("--accent", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_the_prose_are_part_of_the_page()
    {
        string page = Page(Notebook.Load(TestNotebook.WritePictures(folder, "page")));
        const string Address = "data:image/png;base64," + TestNotebook.PictureData;
        Assert.Contains($"""<img alt="pasted" src="{Address}" /> <img alt="beside" src="{Address}" /> <img alt="gone" src="../gone.png" />""", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drawing_of_the_prose_is_part_of_the_page_as_it_is()
    {
        const string Drawing = """<svg xmlns="http://www.w3.org/2000/svg"><style>text { fill: #7a7a7a }</style><circle r="9"><animate attributeName="r" values="9;5" dur="2s"/></circle></svg>""";
        Directory.CreateDirectory(folder.File("images"));
        File.WriteAllText(folder.File("images/drawing.svg"), Drawing);
        string page = Page(Notebook.Load(TestNotebook.WriteProse(folder, "page", "![a circle that shrinks](images/drawing.svg)")));
        string address = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Drawing));
        Assert.Contains($"""<img alt="a circle that shrinks" src="{address}" />""", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_of_several_cells_have_different_ids()
    {
        string page = Page(Notebook.Load(TestNotebook.WriteProse(folder, "page", "## Exercises\n\n[there](#Exercises-1)", "## Exercises")));
        Assert.Contains("""<h2 id="exercises">""", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="#exercises-1">there</a>""", page, StringComparison.Ordinal);
        Assert.Contains("""<h2 id="exercises-1">""", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/jpeg", "/9j/", "<img alt=\"\" src=\"data:image/jpeg;base64,/9j/\">")]
    [InlineData("image/png", "damaged!", "<img alt=\"\" src=\"data:image/png;base64,AAAA\">")]
    [InlineData("text/html", "<img src=\"data:image/png;base64,BBBB\"><img src=\"data:image/png;base64,CCCC\">", "<img alt=\"\" src=\"data:image/png;base64,CCCC\">")]
    public void The_index_shows_the_last_picture_of_a_notebook(string type, string content, string expected)
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "page", "1"));
        notebook.CodeCells[0].SetOutputs([Data(("image/png", "AAAA")), Data((type, content)), Output("stream", ("name", "stdout"), ("text", "words"))], 1);
        string index = IndexPage.Html([notebook], [new NotebookResult(notebook, TimeSpan.FromSeconds(1), null, null)]);
        Assert.Contains($"""<a href="page.html">{expected}<span""", index, StringComparison.Ordinal);
    }

    [Fact]
    public void Around_a_Chinese_notebook_everything_is_Chinese()
    {
        Directory.CreateDirectory(folder.File("zh"));
        var notebook = Notebook.Load(TestNotebook.Write(folder, "zh/page", "1"));
        notebook.CodeCells[0].SetOutputs([Data(("image/png", "damaged!")), Data(("image/svg+xml", "?")), Data(("application/x-own", "?")), Data(("image/gif", "R0lGODdh"))], 1);

        string page = Page(notebook);

        Assert.All(
            [
                "<html lang=\"zh-CN\">",
                "<a href=\"index.html\">目录</a>",
                "<p class=\"state\">这里缺一张图片：它的数据不是 base64 编码的 image/png。</p>",
                "<p class=\"state\">这里缺一幅图：它的文本里没有 svg 元素。</p>",
                "<p class=\"state\">这里不显示类型为 application/x-own 的输出。</p>",
                "<img alt=\"图片\" src=",
                "<p class=\"state\">所有单元格都已运行，共用时 1.0 秒。</p>",
            ],
            expected => Assert.Contains(expected, page, StringComparison.Ordinal));
        string index = IndexPage.Html([notebook, notebook], [new NotebookResult(notebook, TimeSpan.FromSeconds(125), null, null)]);
        Assert.Contains("<p>共 2 篇笔记本，已运行 1 篇，用时 2 分 5 秒，失败 0 篇。</p>", index, StringComparison.Ordinal);
    }

    private string Page(params JsonObject[] outputs)
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "page", "var x = 1;"));
        notebook.CodeCells[0].SetOutputs(outputs, 1);
        return Page(notebook);
    }

    private string Page(Notebook notebook) => NotebookPage.Html(new NotebookResult(notebook, TimeSpan.FromSeconds(1), null, null), [notebook], folder.File("book"));

    private static JsonObject Data(params (string Type, string Content)[] data) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = new JsonObject(data.Select(item => KeyValuePair.Create(item.Type, (JsonNode?)item.Content))),
    };

    private static JsonObject Output(string type, params (string Key, string Value)[] fields)
    {
        var output = new JsonObject { ["output_type"] = type };
        foreach (var (key, value) in fields)
            output[key] = value;
        return output;
    }
}
