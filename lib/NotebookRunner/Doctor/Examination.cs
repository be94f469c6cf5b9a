using NotebookRunner.Series;

namespace NotebookRunner.Doctor;

/// <summary>Says on one screen what this machine has and lacks for the series.</summary>
internal static class Examination
{
    /// <summary>Looks at everything and writes a line for each finding, then the sum.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <returns>Whether the series would run.</returns>
    /// <exception cref="WrongUseException">There is no series here.</exception>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Finding[] findings =
        [
            .. await SeriesCheck.FindAsync(SeriesFolder.Notebooks(SeriesFolder.English)).ConfigureAwait(false),
            .. await PackageSources.FindAsync().ConfigureAwait(false),
            .. Editors.Find(home, path),
        ];
        foreach (var finding in findings)
            await output.WriteLineAsync(finding.ToString()).ConfigureAwait(false);
        int troubles = findings.Count(finding => finding.Mark == Mark.Trouble);
        await output.WriteLineAsync(troubles switch
        {
            0 => "The series runs on this machine.",
            1 => "One thing to mend first; what to do stands behind the arrow.",
            _ => $"{troubles} things to mend first; what to do stands behind the arrows.",
        }).ConfigureAwait(false);
        return troubles == 0;
    }
}
