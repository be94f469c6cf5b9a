namespace DigitForge.Training;

/// <summary>How far a training run is.</summary>
/// <param name="Iteration">How many iterations the model has seen, over all its runs.</param>
/// <param name="Done">How many iterations of this run are done.</param>
/// <param name="Total">How many iterations this run has.</param>
/// <param name="Elapsed">The time since this run began.</param>
/// <param name="Sample">The sample drawn after this iteration; null for most.</param>
public readonly record struct TrainingProgress(int Iteration, int Done, int Total, TimeSpan Elapsed, Sample? Sample)
{
    /// <summary>The speed of this run so far.</summary>
    public double IterationsPerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>The time that the rest of this run will take at that speed; null before the first iteration.</summary>
    public TimeSpan? Remaining => Done > 0 ? Elapsed * ((double)(Total - Done) / Done) : null;
}
