namespace NotebookRunner.Documents;

/// <summary>Times in words.</summary>
internal static class Duration
{
    /// <summary>A time as a person says it: <c>4.2 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Of(TimeSpan time) => time.TotalSeconds < 90
        ? FormattableString.Invariant($"{time.TotalSeconds:F1} s")
        : FormattableString.Invariant($"{(int)time.TotalMinutes} min {time.Seconds} s");
}
