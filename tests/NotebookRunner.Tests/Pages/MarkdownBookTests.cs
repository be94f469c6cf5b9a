using System.Text.Json.Nodes;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class MarkdownBookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_index_lists_all_pages_with_their_first_words()
    {
        Add("01-a", "# 1. First: a title\n\n*Step 1. About 10\nminutes.*\n\nMore.", []);
        Add("02-b", "# 2. Second\n\nIt begins. It goes on.", []);
        File.WriteAllText(folder.File("pages/notes.md"), "# Somebody's notes");
        Add("02-b", "# 2. Second\n\nIt begins with version 1.5 today. It goes on.", []);
        Add("03-c", "# 3. 第三篇\n\n**文章里没有这一步。** 大约十分钟。\n\n还有。", []);

        Assert.Equal(
            $"""
            {MarkdownBook.Mark}

            # The notebooks, executed

            Each page is a notebook with all that its cells gave.

            - [1. First: a title](01-a.md)\
              *Step 1. About 10 minutes.*
            - [2. Second](02-b.md)\
              It begins with version 1.5 today.
            - [3. 第三篇](03-c.md)\
              **文章里没有这一步。** 大约十分钟。

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder.File("pages/README.md")));
    }

    [Fact]
    public void Pictures_of_an_older_run_go_and_other_files_stay()
    {
        Add("a", "# A", ["AAAA", "BBBB"]);
        File.WriteAllText(folder.File("pages/a/mine.png"), "");
        Assert.Equal(["mine.png", "x-1.png", "x-2.png"], Pictures());

        Add("a", "# A", ["CCCC"]);

        Assert.Equal(["mine.png", "x-1.png"], Pictures());
        Assert.Equal(Convert.FromBase64String("CCCC"), File.ReadAllBytes(folder.File("pages/a/x-1.png")));
    }

    [Fact]
    public void A_page_without_pictures_has_no_folder()
    {
        Add("a", "# A", ["AAAA"]);
        Add("a", "# A", []);
        Assert.False(Directory.Exists(folder.File("pages/a")));
    }

    [Theory]
    [InlineData("a.md")]
    [InlineData("README.md")]
    public void What_somebody_wrote_is_not_overwritten(string name)
    {
        Directory.CreateDirectory(folder.File("pages"));
        File.WriteAllText(folder.File("pages/" + name), "# Mine");
        var notebook = Notebook.Load(TestNotebook.Write(folder, "a", "1"));
        var refusal = Assert.Throws<OneSentenceException>(() => Book(notebook).RefuseForeignFiles());
        Assert.Equal($"{Path.Combine(folder.File("pages"), name)} was not made by this program and would be overwritten; choose another folder.", refusal.Message);
    }

    [Fact]
    public void A_notebook_called_like_the_index_is_refused()
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "readme", "1"));
        var refusal = Assert.Throws<OneSentenceException>(() => Book(notebook).RefuseForeignFiles());
        Assert.Equal("The page readme.md would overwrite the index README.md; call the notebook something else.", refusal.Message);
    }

    private MarkdownBook Book(Notebook notebook) => new(folder.File("pages"), [notebook]);

    private void Add(string name, string prose, string[] pictures)
    {
        var cells = new[]
        {
            new { cell_type = "markdown", id = "p", metadata = new { }, source = prose },
            new { cell_type = "code", id = "x", metadata = new { }, source = "1" },
        };
        File.WriteAllText(folder.File(name + ".ipynb"), System.Text.Json.JsonSerializer.Serialize(new { cells, metadata = new { }, nbformat = 4, nbformat_minor = 5 }));
        var notebook = Notebook.Load(folder.File(name + ".ipynb"));
        notebook.CodeCells[0].SetOutputs(pictures.Select(Picture), 1);
        Book(notebook).RefuseForeignFiles();
        Book(notebook).Add(notebook);
    }

    private static JsonObject Picture(string data) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = new JsonObject { ["text/html"] = $"<img alt=\"\" src=\"data:image/png;base64,{data}\">" },
    };

    private IEnumerable<string> Pictures() => Directory.GetFiles(folder.File("pages/a")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
