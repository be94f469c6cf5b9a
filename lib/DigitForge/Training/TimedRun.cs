namespace DigitForge.Training;

/// <summary>A training run that stops every few seconds, so that its pictures can be looked at. Only training counts as time.</summary>
public static class TimedRun
{
    /// <summary>Trains from one stop to the next. The training pauses at each stop until the next one is requested.</summary>
    /// <param name="trainer">The run. It may already have been trained.</param>
    /// <param name="every">The training time between two stops in seconds, above 0.</param>
    /// <param name="limit">The training time in seconds after which the run ends. It also ends after the recipe's iterations.</param>
    /// <param name="progress">Receives a report on every iteration, on this thread.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration, with a last stop there.</param>
    /// <returns>At each stop, the training time so far in seconds.</returns>
    public static IEnumerable<double> Stops(
        GanTrainer trainer, double every, double limit, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        double seconds = 0;
        for (double due = every; trainer.Iteration < trainer.Recipe.Iterations && seconds < limit && !cancellationToken.IsCancellationRequested; due += every)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            double left = Math.Min(due, limit) - seconds;
            var clock = new InlineProgress<TrainingProgress>(now =>
            {
                progress?.Report(now);
                if (now.Elapsed.TotalSeconds >= left)
                    stop.Cancel();
            });
            seconds += trainer.TrainTo(trainer.Recipe.Iterations, clock, stop.Token).Elapsed.TotalSeconds;
            yield return seconds;
        }
    }
}
