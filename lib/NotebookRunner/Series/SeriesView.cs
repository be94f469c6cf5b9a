using NotebookRunner.Documents;

namespace NotebookRunner.Series;

/// <summary>Shows a run's progress.</summary>
internal interface ISeriesView
{
    /// <summary>A notebook begins; the time left, this notebook's included, is null where it cannot be known.</summary>
    void NotebookStarts(Notebook notebook, int number, int total, TimeSpan? left);

    /// <summary>A code cell begins; number from 1.</summary>
    void CellStarts(Notebook notebook, int number, int total);

    /// <summary>The running cell writes text.</summary>
    void CellSays(string text);

    /// <summary>A notebook has ended, well or not.</summary>
    void NotebookEnds(NotebookResult result);
}
