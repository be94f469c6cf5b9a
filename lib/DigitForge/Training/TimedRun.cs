namespace DigitForge.Training;

/// <summary>A training that stops every few seconds, for whoever wants to look at what it draws. Only training counts as time.</summary>
public static class TimedRun
{
    /// <summary>Trains from one stop to the next. Between two stops the training stands still until the next one is asked for.</summary>
    /// <param name="trainer">The run, at whatever iteration it is.</param>
    /// <param name="every">Seconds of training between two stops, above 0.</param>
    /// <param name="limit">Seconds of training after which it gives up. It also ends after the recipe's iterations.</param>
    /// <param name="progress">Receives a report on every iteration, on this thread.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; the last stop is where it ended.</param>
    /// <returns>At each stop the seconds of training so far.</returns>
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
