using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>A folder with the executed notebooks, a page for each, and an index that grows with them.</summary>
internal sealed class Book(string folder, IReadOnlyList<Notebook> notebooks)
{
    private readonly List<NotebookResult> results = [];

    /// <summary>Writes a notebook that has ended: its file, its page, and the index.</summary>
    public void Add(NotebookResult result)
    {
        results.Add(result);
        string name = result.Notebook.Name;
        result.Notebook.Save(Path.Combine(folder, name + ".ipynb"));
        WholeFile.Write(Path.Combine(folder, name + ".html"), NotebookPage.Html(result, notebooks));
        WholeFile.Write(Path.Combine(folder, "index.html"), IndexPage.Html(notebooks, results));
    }
}
