using System.Text.Json.Nodes;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class MarkdownPageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_kind_of_output_is_shown()
    {
        string page = Page(
            "var x = \"```\";",
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "10 %\r20 %\rdone\r\n1 < 2\n" },
            Data(("text/html", "<b>bold</b>"), ("text/plain", "plain")),
            Data(("text/html", "<div data-needs-script>drag</div>"), ("text/plain", "plain")),
            Data(("image/png", "iVBORw0=")),
            Data(("text/markdown", "see [b](b.ipynb)"), ("text/plain", "plain")),
            Data(("text/plain", "a & b")),
            new JsonObject { ["output_type"] = "error", ["traceback"] = new JsonArray("it <failed>", "here") });

        Assert.Equal(
            $"""
            {MarkdownBook.Mark}

            ````csharp
            var x = "```";
            ````

            ```text
            done
            1 < 2
            ```

            **bold**

            <img src="page/cell-0-1.png" alt="picture">

            see [b](b.md)

            ```text
            a & b
            ```

            ```text
            it <failed>
            here
            ```

            ---

            *Made from [page.ipynb](../page.ipynb).* [Contents](README.md)

            """.ReplaceLineEndings("\n"),
            page);
    }

    [Fact]
    public void A_cell_with_the_runs_own_values_is_marked()
    {
        var notebook = Notebook.Load(TestNotebook.WriteWithParameters(folder, "page", "int Count = 3; // quick: 2", "Count"));
        Assert.DoesNotContain(MarkdownPage.InjectedNote, Text(notebook), StringComparison.Ordinal);
        Parameters.Inject(notebook, quick: true, new Dictionary<string, string>());
        Assert.Contains($"// quick: 2\n```\n\n{MarkdownPage.InjectedNote}\n\n```csharp\nCount = 2;\n```\n", Text(notebook), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_named_by_cell_and_number()
    {
        const string picture = "<img alt=\"\" src=\"data:image/png;base64,AAAA\">";
        var notebook = Notebook.Load(TestNotebook.Write(folder, "page", "1", "2"));
        notebook.CodeCells[0].SetOutputs([Data(("text/html", picture + picture))], 1);
        notebook.CodeCells[1].SetOutputs([Data(("text/html", "<svg></svg>"))], 2);
        var names = MarkdownPage.Create(notebook, folder.File("pages")).Pictures.Select(file => file.Name);
        Assert.Equal(["cell-0-1.png", "cell-0-2.png", "cell-1-1.svg"], names);
    }

    private string Page(string source, params JsonObject[] outputs)
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "page", source));
        notebook.CodeCells[0].SetOutputs(outputs, 1);
        return Text(notebook);
    }

    private string Text(Notebook notebook) => MarkdownPage.Create(notebook, folder.File("pages")).Text;

    private static JsonObject Data(params (string Type, string Content)[] data) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = new JsonObject(data.Select(item => KeyValuePair.Create(item.Type, (JsonNode?)item.Content))),
    };
}
