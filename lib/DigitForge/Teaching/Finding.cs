namespace DigitForge.Teaching;

/// <summary>One thing that the machine check looked at.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Subject">What was looked at, in a few words.</param>
/// <param name="Found">What was found.</param>
/// <param name="Mend">What to install or run, in one sentence; empty where all is fine.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Found, string Mend = "")
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => $"{Sign} {Subject}: {Found}{(Mend.Length == 0 ? "" : $" -> {Mend}")}";

    internal string Sign => Kind switch { FindingKind.Fine => "\u2714", FindingKind.Remark => "!", _ => "\u2718" };
}
