using NotebookRunner.Documents;
using NotebookRunner.Workers;

namespace NotebookRunner.Doctor;

/// <summary>
/// Lets the series check the machine itself: runs the notebook that has a cell tagged <c>machine-check</c> up to that cell, and reads its findings.
/// </summary>
internal static class SeriesCheck
{
    private const string Tag = "machine-check";

    /// <summary>Runs the check in a process of its own.</summary>
    /// <param name="notebooks">The series' files.</param>
    public static async Task<IReadOnlyList<Finding>> FindAsync(IEnumerable<string> notebooks)
    {
        try
        {
            var checking = notebooks.Select(Notebook.Load).FirstOrDefault(HasCheck);
            return checking is null
                ? [new(Mark.Warning, $"The series: no notebook has a cell tagged {Tag}, so its needs are not checked.")]
                : await RunAsync(checking).ConfigureAwait(false);
        }
        catch (OneSentenceException damage)
        {
            return [new(Mark.Error, $"The series: {damage.Message.TrimEnd('.')} -> Run 'git checkout -- notebooks', or copy them again, to restore the notebooks.")];
        }
    }

    private static bool HasCheck(Notebook notebook) => notebook.CodeCells.Any(cell => cell.Tags.Contains(Tag));

    // An earlier cell may fail: the check after it says why.
    private static async Task<IReadOnlyList<Finding>> RunAsync(Notebook notebook)
    {
        using var worker = WorkerProcess.Start(notebook.Folder);
        CellError? failure = null;
        foreach (var cell in notebook.CodeCells)
        {
            var outputs = new CellOutputs();
            bool checks = cell.Tags.Contains(Tag);
            // The cell ends with the findings as a value, which editors show as a table; as text it is the lines.
            string code = checks ? $"Console.WriteLine({cell.Source.Trim().TrimEnd(';')})" : cell.Source;
            var error = await worker.RunAsync(code, timeout: null, message => outputs.Add(message, 1), CancellationToken.None).ConfigureAwait(false);
            failure ??= error;
            if (!checks)
                continue;
            string said = string.Concat(outputs.All.Select(output => (string?)output["text"]));
            Finding[] findings = [.. said.Split('\n').Select(Finding.Parse).OfType<Finding>()];
            if (findings.Length > 0)
                return findings;
            break;
        }

        return [new(Mark.Error, $"The series: {notebook.Name} fails before it has checked the machine: {failure?.Message ?? "its check prints no findings"}")];
    }
}
