namespace NotebookRunner.Documents;

/// <summary>How a notebook's run ended.</summary>
/// <param name="Notebook">The notebook with its outputs.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="FailedCell">The number, from 1, of the code cell that failed or was interrupted; null where all ran.</param>
/// <param name="Error">Why it failed; null where all ran.</param>
internal sealed record NotebookResult(Notebook Notebook, TimeSpan Elapsed, int? FailedCell, CellError? Error)
{
    /// <summary>Whether no cell failed.</summary>
    public bool Succeeded => Error is null;

    /// <summary>Whether the run was interrupted before the notebook's end.</summary>
    public bool WasInterrupted => Error is { Name: CellError.Interrupted };
}

/// <summary>Times in words.</summary>
internal static class Duration
{
    /// <summary>A time for a person to read: <c>4.2 s</c>, <c>2 min 5 s</c>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="language">The person's language.</param>
    public static string Format(TimeSpan time, Translation language) => time.TotalSeconds < 90
        ? language.Text($"{time.TotalSeconds:F1} s")
        : language.Text($"{(int)time.TotalMinutes} min {time.Seconds} s");
}
