namespace DigitForge.Training;

/// <summary>Passes each report on at once, on the thread that made it.</summary>
/// <remarks>
/// <see cref="Progress{T}"/> would hand it to another thread, and a notebook drops what arrives after its cell has ended.
/// </remarks>
/// <param name="report">What to do with a report.</param>
public sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
