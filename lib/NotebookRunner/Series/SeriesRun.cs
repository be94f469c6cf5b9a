using NotebookRunner.Documents;
using NotebookRunner.Pages;

namespace NotebookRunner.Series;

/// <summary>Runs notebooks one after another and writes each one's file and page as soon as it has ended.</summary>
internal sealed class SeriesRun
{
    private readonly RunOptions options;
    private readonly IReadOnlyList<Notebook> notebooks;
    private readonly MarkdownBook? markdown;
    private readonly List<string> unwritten = [];

    /// <summary>Reads the notebooks and fills in their parameters; nothing is run yet.</summary>
    /// <exception cref="OneSentenceException">A notebook cannot be used, no notebook has one of the parameters, or a folder cannot be written to.</exception>
    public SeriesRun(RunOptions options)
    {
        this.options = options;
        notebooks = [.. options.Notebooks.Select(Notebook.Load)];
        RefuseUnknownParameters();
        foreach (var notebook in notebooks)
            Parameters.Inject(notebook, options.Quick, options.Parameters);

        RefuseTwins();
        if (options.MarkdownFolder is { } folder)
        {
            markdown = new MarkdownBook(folder, notebooks);
            markdown.RefuseForeignFiles();
        }

        foreach (string written in new[] { options.OutFolder, options.MarkdownFolder }.OfType<string>())
            WholeFile.RequireWritable(written);
    }

    /// <summary>Which files could not be written, and why: a sentence for each.</summary>
    public IReadOnlyList<string> Unwritten => unwritten;

    /// <summary>How many notebooks there are to run.</summary>
    public int NotebookCount => notebooks.Count;

    /// <summary>Runs all notebooks, the later ones even where an earlier one fails.</summary>
    /// <param name="view">Shows the progress.</param>
    /// <param name="cancellationToken">Cancels the running cell and leaves out what follows; what there is by then is written.</param>
    /// <param name="endAtOnce">Does not wait for the running cell to stop.</param>
    /// <returns>How each notebook ended that was begun.</returns>
    public async Task<IReadOnlyList<NotebookResult>> RunAsync(ISeriesView view, CancellationToken cancellationToken, CancellationToken endAtOnce = default)
    {
        var results = new List<NotebookResult>();
        var book = new Book(options.OutFolder, notebooks);
        var pastTimes = new PastTimes(options, notebooks.Select(notebook => notebook.Name));
        foreach (var notebook in notebooks)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            var left = pastTimes.Estimate(notebooks.Skip(results.Count).Select(later => later.Name));
            view.NotebookStarts(notebook, results.Count + 1, notebooks.Count, left);
            var result = await NotebookRun.RunAsync(notebook, options.Timeout, view, cancellationToken, endAtOnce).ConfigureAwait(false);
            results.Add(result);
            if (!result.WasInterrupted)
                pastTimes.Note(result);
            Write(() => book.Add(result));
            if (markdown is not null)
                Write(() => markdown.Add(result.Notebook));
            view.NotebookEnds(result);
        }

        return results;
    }

    // A disk that is full or a folder that is gone must not cost the other notebooks.
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (OneSentenceException refusal)
        {
            unwritten.Add(refusal.Message);
        }
        catch (Exception refusal) when (WholeFile.IsRefusal(refusal))
        {
            unwritten.Add(Language.Text($"{WholeFile.Reason(refusal)}."));
        }
    }

    private void RefuseTwins()
    {
        var twins = notebooks.GroupBy(notebook => notebook.Name).FirstOrDefault(group => group.Count() > 1);
        if (twins is not null)
            throw new OneSentenceException($"Two notebooks are called {twins.Key}; their pages would overwrite each other.");
    }

    private void RefuseUnknownParameters()
    {
        var known = notebooks.SelectMany(Parameters.Read).Select(parameter => parameter.Name).Distinct().ToList();
        if (options.Parameters.Keys.FirstOrDefault(name => !known.Contains(name)) is not { } unknown)
            return;
        if (known.Count == 0)
            throw new OneSentenceException($"No notebook of this run has a parameter {unknown}; there are none.");
        throw new OneSentenceException($"No notebook of this run has a parameter {unknown}; there are {string.Join(", ", known)}.");
    }
}

/// <summary>What to run, and how.</summary>
/// <param name="Notebooks">The notebooks' files, in order.</param>
/// <param name="OutFolder">The folder for the executed notebooks and the pages.</param>
/// <param name="Quick">Whether parameters that have a quick value take it.</param>
/// <param name="Parameters">Values chosen by the caller, by name.</param>
/// <param name="Timeout">How long one cell may take; null for no limit.</param>
/// <param name="MarkdownFolder">The folder for pages in Markdown; null for none.</param>
internal sealed record RunOptions(
    IReadOnlyList<string> Notebooks,
    string OutFolder,
    bool Quick,
    IReadOnlyDictionary<string, string> Parameters,
    TimeSpan? Timeout,
    string? MarkdownFolder = null);
