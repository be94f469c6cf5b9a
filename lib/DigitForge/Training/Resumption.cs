namespace DigitForge.Training;

/// <summary>What <see cref="GanTrainer.Resume"/> found.</summary>
/// <param name="Iteration">The iteration that the run stands at now.</param>
/// <param name="Message">A sentence or two for the reader.</param>
public sealed record Resumption(int Iteration, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
