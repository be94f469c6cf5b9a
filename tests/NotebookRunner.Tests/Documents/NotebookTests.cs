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
    public void A_file_that_is_no_CSharp_notebook_gives_one_sentence(string content, string expected)
    {
        string path = folder.File("file.ipynb");
        File.WriteAllText(path, content);
        var refusal = Assert.Throws<ReaderException>(() => Notebook.Load(path));
        Assert.StartsWith($"{path} is not a C# notebook: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var refusal = Assert.Throws<ReaderException>(() => Notebook.Load(folder.File("none.ipynb")));
        Assert.Equal($"There is no notebook {folder.File("none.ipynb")}.", refusal.Message);
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
