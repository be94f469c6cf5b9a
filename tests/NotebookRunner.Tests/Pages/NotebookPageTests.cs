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
            Output("stream", ("name", "stdout"), ("text", "1 < 2")),
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<b>bold</b>", ["text/plain"] = "plain" } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["image/png"] = "iVBORw0=" } },
            new JsonObject { ["output_type"] = "execute_result", ["data"] = new JsonObject { ["text/plain"] = "a & b" } },
            new JsonObject { ["output_type"] = "error", ["traceback"] = new JsonArray("it <failed>") });

        Assert.Contains("""<pre class="stdout">1 &lt; 2</pre>""", page, StringComparison.Ordinal);
        Assert.Contains("<b>bold</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("plain</pre>", page, StringComparison.Ordinal);
        Assert.Contains("""src="data:image/png;base64,iVBORw0=""", page, StringComparison.Ordinal);
        Assert.Contains("<pre>a &amp; b</pre>", page, StringComparison.Ordinal);
        Assert.Contains("""<pre class="error">it &lt;failed&gt;</pre>""", page, StringComparison.Ordinal);
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

    private string Page(params JsonObject[] outputs)
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "page", "var x = 1;"));
        notebook.CodeCells[0].SetOutputs(outputs, 1);
        return NotebookPage.Html(new NotebookResult(notebook, TimeSpan.FromSeconds(1), null, null), [notebook]);
    }

    private static JsonObject Output(string type, params (string Key, string Value)[] fields)
    {
        var output = new JsonObject { ["output_type"] = type };
        foreach (var (key, value) in fields)
            output[key] = value;
        return output;
    }
}
