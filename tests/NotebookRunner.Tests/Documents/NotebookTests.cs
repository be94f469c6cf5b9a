using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Documents;

public sealed class NotebookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "found a file that is not JSON")]
    [InlineData("print('hello')", "found a file that is not JSON")]
    [InlineData("[1, 2]", "found JSON without cells and nbformat")]
    [InlineData("{\"cells\": []}", "found JSON without cells and nbformat")]
    [InlineData("{\"cells\": [], \"nbformat\": 3}", "found nbformat 3, expected 4")]
    [InlineData("{\"cells\": [], \"nbformat\": \"four\"}", "")]
    [InlineData("{\"cells\": [5], \"nbformat\": 4}", "")]
    [InlineData("{\"cells\": [{\"cell_type\": \"slide\"}], \"nbformat\": 4}", "found a cell of type 'slide'")]
    [InlineData("{\"cells\": [], \"nbformat\": 4, \"metadata\": {\"language_info\": {\"name\": \"python\"}}}", "found the language 'python', expected C#")]
    [InlineData("{\"cells\": [], \"nbformat\": 4, \"metadata\": {\"kernelspec\": {\"language\": \"R\"}}}", "found the language 'R', expected C#")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "found nbformat 3, expected 4")]
    [InlineData("{\"cells\": [],\n\"cells\": [], \"nbformat\": 4}", "found a name twice in one object of the JSON")]
    [InlineData("{\"cells\": [null], \"nbformat\": 4}", "found null as cell 1, expected an object")]
    [InlineData("{\"cells\": [{}], \"nbformat\": 4}", "found a cell of type 'null'")]
    [InlineData("{\"cells\": [], \"nbformat\": 4, \"metadata\": []}", "found a list as metadata, expected an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"metadata\": 5}], \"nbformat\": 4}", "found a number as the metadata of cell 1, expected an object")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": 5}], \"nbformat\": 4}", "found a number as the source of cell 1, expected text")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"a\", null]}], \"nbformat\": 4}", "found null as line 2 of cell 1, expected text")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": \"\\ud83d\"}], \"nbformat\": 4}", "found a text with half of a character")]
    public void A_file_that_is_no_CSharp_notebook_gives_one_sentence(string content, string expected)
    {
        string path = folder.File("file.ipynb");
        File.WriteAllText(path, content);
        var refusal = Assert.Throws<OneSentenceException>(() => Notebook.Load(path));
        Assert.StartsWith($"{path} is not a C# notebook: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var refusal = Assert.Throws<OneSentenceException>(() => Notebook.Load(folder.File("none.ipynb")));
        Assert.Equal($"There is no notebook {folder.File("none.ipynb")}.", refusal.Message);
    }

    [Theory]
    [InlineData("""{"cell_type": "code", "id": 5, "source": "1"}""")]
    [InlineData("""{"cell_type": "code", "id": "\ud83d", "source": "1"}""")]
    [InlineData("""{"cell_type": "code", "id": "b", "metadata": null, "source": ["1"]}""")]
    [InlineData("""{"cell_type": "code", "id": "a", "metadata": {"tags": [1, "t", null]}, "source": "1"}""")]
    [InlineData("""{"cell_type": "code", "id": "b", "metadata": {"polyglot_notebook": "csharp", "dotnet_interactive": []}, "source": "1"}""")]
    [InlineData("""{"cell_type": "code", "id": "b", "metadata": {}, "source": "1", "outputs": 7, "execution_count": "x"}""")]
    [InlineData("""{"cell_type": "code", "id": "b", "metadata": {}, "source": "1", "outputs": [{"text": "\ud83d"}]}""")]
    public void What_is_odd_beside_the_code_does_not_keep_a_notebook_from_running(string cell)
    {
        string path = folder.File("odd.ipynb");
        File.WriteAllText(path, $$$"""{"nbformat": 4, "metadata": {"kernelspec": [], "language_info": 3}, "cells": [{"cell_type": "markdown", "id": "a", "source": ""}, {{{cell}}}]}""");
        var notebook = Notebook.Load(path);
        notebook.Save(folder.File("new.ipynb"));
        Assert.Equal("1", notebook.CodeCells[0].Source);
        Assert.Empty(NotebookFormat.Violations(folder.File("new.ipynb")));
    }

    [Theory]
    [InlineData("\"deep\": 1")]
    [InlineData("\"half\": \"\\ud83d\"")]
    [InlineData("\"\\ud83d\": 1")]
    public void Whatever_the_metadata_holds_is_kept_or_refused_in_a_sentence(string member)
    {
        string path = folder.File("odd.ipynb");
        string nested = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        File.WriteAllText(path, $$$"""{"nbformat": 4, "metadata": {{{{member}}}, "nested": {{{nested}}}}, "cells": []}""");
        try
        {
            Notebook.Load(path).Save(folder.File("new.ipynb"));
            string saved = File.ReadAllText(folder.File("new.ipynb"));
            Assert.Contains(member, saved, StringComparison.Ordinal);
            Assert.Equal(101, saved.Count(letter => letter == '['));
        }
        catch (OneSentenceException refusal)
        {
            Assert.Contains("half of a character", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("ud83d", member, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        string path = folder.File("locked.ipynb");
        using var locked = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<OneSentenceException>(() => Notebook.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Saving_keeps_what_is_unknown_and_adds_what_the_format_wants()
    {
        string path = folder.File("old.ipynb");
        File.WriteAllText(path, """
            {"nbformat": 4, "nbformat_minor": 2, "metadata": {"mine": {"deep": [1]}},
             "cells": [{"cell_type": "markdown", "metadata": {"colour": "red"}, "source": ["# Title\n", "text"]},
                       {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [{"output_type": "stream", "name": "stdout", "text": "old"}], "execution_count": 7}]}
            """);

        var notebook = Notebook.Load(path);
        notebook.Save(folder.File("new.ipynb"));

        Assert.Equal("Title", notebook.Title);
        Assert.Empty(NotebookFormat.Violations(folder.File("new.ipynb")));
        string saved = File.ReadAllText(folder.File("new.ipynb"));
        Assert.Contains("\"deep\"", saved, StringComparison.Ordinal);
        Assert.Contains("\"colour\": \"red\"", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("old", saved, StringComparison.Ordinal);
    }
}
