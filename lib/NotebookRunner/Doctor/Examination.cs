using NotebookRunner.Documents;

namespace NotebookRunner.Doctor;

/// <summary>Shows on one screen what this machine has, and lacks, for the series.</summary>
internal static class Examination
{
    /// <summary>Checks everything and writes a line for each finding, then a summary.</summary>
    /// <param name="output">Gets the lines.</param>
    /// <returns>Whether the series would run.</returns>
    /// <exception cref="OneSentenceException">There is no series here.</exception>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Finding[] findings =
        [
            .. await SeriesCheck.FindAsync(SeriesFolder.Notebooks(SeriesFolder.EditionIn(Language.Current.Language))).ConfigureAwait(false),
            .. await PackageSources.FindAsync().ConfigureAwait(false),
            .. Editors.Find(home, path),
            .. await StrayProcesses.FindAsync().ConfigureAwait(false),
        ];
        foreach (var finding in findings)
            await output.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
        int errors = findings.Count(finding => finding.Mark == Mark.Error);
        await output.WriteLineAsync(errors switch
        {
            0 => Language.Text("The series runs on this machine."),
            1 => Language.Text("One thing to fix first; the fix is after the arrow."),
            _ => Language.Text($"{errors} things to fix first; each fix is after its arrow."),
        }).ConfigureAwait(false);
        return errors == 0;
    }
}

/// <summary>One thing that the doctor checked.</summary>
/// <remarks>
/// As a line, <c>MARK TEXT</c>, it is also the text interface between a series and the doctor: the cell tagged <c>machine-check</c> prints such
/// lines, and the doctor reads them. The marks are part of that interface. So this program needs no reference to the library that does the check.
/// </remarks>
/// <param name="Mark">What it means.</param>
/// <param name="Text">What was checked, what was found and, after an arrow, the fix: one line.</param>
internal sealed record Finding(Mark Mark, string Text)
{
    private static readonly Dictionary<Mark, string> Signs = new() { [Mark.Fine] = "\u2714", [Mark.Warning] = "!", [Mark.Error] = "\u2718" };

    /// <summary>Reads a line of the text interface.</summary>
    /// <returns>Null for a line that does not begin with a mark.</returns>
    public static Finding? Parse(string line) => Signs
        .Where(sign => line.StartsWith(sign.Value + " ", StringComparison.Ordinal))
        .Select(sign => new Finding(sign.Key, line[(sign.Value.Length + 1)..].Trim()))
        .FirstOrDefault();

    /// <summary>The line of the text interface.</summary>
    public override string ToString() => $"{Signs[Mark]} {Text}";
}

/// <summary>What a finding means for whoever wants to run the series.</summary>
internal enum Mark
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The series runs, but something is worth knowing.</summary>
    Warning,

    /// <summary>The series does not run until it is fixed.</summary>
    Error,
}
