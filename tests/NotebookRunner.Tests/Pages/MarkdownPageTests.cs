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
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "10 %\r20 %\rdone\r\n\u001b[31m1 < 2\u001b[0m\n" },
            Data(("text/html", "<b>bold</b>"), ("text/plain", "plain")),
            Data(("text/html", "<div data-needs-script>drag</div>"), ("text/plain", "plain")),
            Data(("image/png", "iVBORw0=")),
            Data(("image/jpeg", "/9j/")),
            Data(("image/png", "damaged!")),
            Data(("image/svg+xml", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='40'><circle r='9'/></svg>")),
            Data(("image/svg+xml", "no drawing")),
            Data(("text/latex", "$$\\frac{1}{2}$$"), ("text/plain", "0.5")),
            Data(("application/json", "{\"a\":1}")),
            Data(("text/csv", "a,b")),
            Data(("application/x-own", "?")),
            Data(),
            Data(("text/markdown", "see [b](page.ipynb)"), ("text/plain", "plain")),
            Data(("text/plain", "a & b")),
            new JsonObject { ["output_type"] = "error", ["traceback"] = new JsonArray("it <failed>", "here") });

        Assert.Equal(
            $$"""
            {{MarkdownBook.Mark}}

            ````csharp
            var x = "```";
            ````

            ```text
            done
            1 < 2
            ```

            **bold**

            <img src="page/cell-0-1.png" alt="picture">

            <img src="page/cell-0-2.jpg" alt="picture">

            *A picture is missing here: its data is not image/png in base64.*

            <img src="page/cell-0-3.svg" alt="drawing" width="40">

            *A drawing is missing here: its text has no svg element.*

            ```math
            \frac{1}{2}
            ```

            ```json
            {
              "a": 1
            }
            ```

            ```text
            a,b
            ```

            *An output of the type application/x-own is not shown here.*

            see [b](page.md)

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
        var names = MarkdownPage.Create(notebook, folder.File("pages"), [notebook]).Pictures.Select(file => file.Name);
        Assert.Equal(["cell-0-1.png", "cell-0-2.png", "cell-1-1.svg"], names);
    }

    [Fact]
    public void A_picture_kept_in_its_cell_becomes_a_file_and_one_beside_the_notebook_stays()
    {
        var notebook = Notebook.Load(TestNotebook.WritePictures(folder, "page"));
        var (text, pictures) = MarkdownPage.Create(notebook, folder.File("pages"), [notebook]);
        Assert.Contains("![pasted](page/cell-0-1.png) ![beside](../images/two%20dots.png) ![gone](../gone.png)", text, StringComparison.Ordinal);
        Assert.Equal(("cell-0-1.png", TestNotebook.PictureData), (pictures[0].Name, Convert.ToBase64String(pictures[0].Content)));
    }

    private string Page(string source, params JsonObject[] outputs)
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "page", source));
        notebook.CodeCells[0].SetOutputs(outputs, 1);
        return Text(notebook);
    }

    private string Text(Notebook notebook) => MarkdownPage.Create(notebook, folder.File("pages"), [notebook]).Text;

    private static JsonObject Data(params (string Type, string Content)[] data) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = new JsonObject(data.Select(item => KeyValuePair.Create(item.Type, (JsonNode?)item.Content))),
    };
}
