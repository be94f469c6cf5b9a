namespace NotebookRunner.Doctor;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Mark">What it means.</param>
/// <param name="Text">What was looked at, what was found and, behind an arrow, the mend: one line.</param>
internal sealed record Finding(Mark Mark, string Text)
{
    private static readonly Dictionary<Mark, string> Signs = new() { [Mark.Fine] = "\u2714", [Mark.Remark] = "!", [Mark.Trouble] = "\u2718" };

    /// <summary>Reads a line as <see cref="ToString"/> writes it: the check of the series' machine report uses the same signs.</summary>
    /// <returns>Null for a line that does not begin with a sign.</returns>
    public static Finding? Read(string line) => Signs
        .Where(sign => line.StartsWith(sign.Value + " ", StringComparison.Ordinal))
        .Select(sign => new Finding(sign.Key, line[(sign.Value.Length + 1)..].Trim()))
        .FirstOrDefault();

    /// <summary>The line.</summary>
    public override string ToString() => $"{Signs[Mark]} {Text}";
}
