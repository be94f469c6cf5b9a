using NotebookRunner.Documents;
using NotebookRunner.Workers;

namespace NotebookRunner.Doctor;

/// <summary>
/// Lets the series check the machine itself: runs the notebook that has a cell tagged <c>machine-check</c> up to that cell, and reads its findings.
/// </summary>
/// <remarks>Where an editor has dropped the tags, it is the first cell that calls <c>MachineCheck.Run</c>.</remarks>
internal static class SeriesCheck
{
    private const string Tag = "machine-check";
    private const string Call = "MachineCheck.Run(";

    /// <summary>Runs the check in a process of its own.</summary>
    /// <param name="notebooks">The series' files.</param>
    public static async Task<IReadOnlyList<Finding>> FindAsync(IEnumerable<string> notebooks)
    {
        try
        {
            Notebook[] all = [.. notebooks.Select(Notebook.Load)];
            var checks = all.SelectMany(notebook => notebook.CodeCells.Select(cell => (Notebook: notebook, Cell: cell)));
            var (checking, check) = checks.FirstOrDefault(pair => pair.Cell.Tags.Contains(Tag));
            if (checking is null)
                (checking, check) = checks.FirstOrDefault(pair => pair.Cell.Source.Contains(Call, StringComparison.Ordinal));
            return checking is null
                ? [new(Mark.Warning, Language.Text($"The series: no notebook has a cell tagged {Tag}, so its needs are not checked."))]
                : await RunAsync(checking, check).ConfigureAwait(false);
        }
        catch (OneSentenceException damage)
        {
            return [new(Mark.Error, Language.Text($"The series: {damage.Message.TrimEnd('.', '。')} -> Run 'git checkout -- notebooks', or copy them again, to restore the notebooks."))];
        }
    }

    // An earlier cell may fail: the check after it says why.
    private static async Task<IReadOnlyList<Finding>> RunAsync(Notebook notebook, NotebookCell check)
    {
        using var worker = WorkerProcess.Start(notebook.Folder, language: notebook.Words.Language);
        CellError? failure = null;
        foreach (var cell in notebook.CodeCells)
        {
            var outputs = new CellOutputs();
            bool checks = cell == check;
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

        string reason = failure?.Message ?? Language.Text("its check prints no findings");
        return [new(Mark.Error, Language.Text($"The series: {notebook.Name} fails before it has checked the machine: {reason}"))];
    }
}
