using NotebookRunner.Documents;

namespace NotebookRunner.Doctor;

/// <summary>Says on one screen what this machine has and lacks for the series.</summary>
internal static class Examination
{
    /// <summary>Looks at everything and writes a line for each finding, then the sum.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <returns>Whether the series would run.</returns>
    /// <exception cref="ReaderException">There is no series here.</exception>
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
        int troubles = findings.Count(finding => finding.Mark == Mark.Error);
        await output.WriteLineAsync(troubles switch
        {
            0 => "The series runs on this machine.",
            1 => "One thing to fix first; the fix is behind the arrow.",
            _ => $"{troubles} things to fix first; each fix is behind its arrow.",
        }).ConfigureAwait(false);
        return troubles == 0;
    }
}

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Mark">What it means.</param>
/// <param name="Text">What was looked at, what was found and, behind an arrow, the fix: one line.</param>
internal sealed record Finding(Mark Mark, string Text)
{
    private static readonly Dictionary<Mark, string> Signs = new() { [Mark.Fine] = "\u2714", [Mark.Warning] = "!", [Mark.Error] = "\u2718" };

    /// <summary>Reads a line as <see cref="ToString"/> writes it: the check of the series' machine report uses the same signs.</summary>
    /// <returns>Null for a line that does not begin with a sign.</returns>
    public static Finding? Read(string line) => Signs
        .Where(sign => line.StartsWith(sign.Value + " ", StringComparison.Ordinal))
        .Select(sign => new Finding(sign.Key, line[(sign.Value.Length + 1)..].Trim()))
        .FirstOrDefault();

    /// <summary>The line.</summary>
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
