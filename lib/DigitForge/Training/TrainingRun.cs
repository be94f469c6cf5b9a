namespace DigitForge.Training;

/// <summary>What one call of <see cref="Trainer{TRecord}.Train"/> did.</summary>
/// <param name="Iterations">How many iterations it trained.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="WasCancelled">Whether it was stopped before it had done all that it was asked for.</param>
public sealed record TrainingRun(int Iterations, TimeSpan Elapsed, bool WasCancelled)
{
    /// <summary>One line for a console.</summary>
    public override string ToString()
    {
        if (Iterations == 0 && !WasCancelled)
            return "Trained 0 iterations: there was nothing left to do";
        string verb = WasCancelled ? "Stopped after" : "Trained";
        return FormattableString.Invariant(
            $"{verb} {Iterations:N0} iterations in {Elapsed.TotalSeconds:F1} s ({Iterations / Elapsed.TotalSeconds:F1} per second)");
    }
}
