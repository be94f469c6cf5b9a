using DigitForge.Runtime;

namespace DigitForge.Training;

/// <summary>The measurements of every iteration, from the first to the last.</summary>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class TrainingHistory<TRecord>
    where TRecord : struct, IIterationRecord<TRecord>
{
    private readonly List<TRecord> records = [];

    /// <summary>One record per iteration; the first is iteration 1's.</summary>
    public IReadOnlyList<TRecord> Records => records;

    /// <summary>The mean of the last iterations, because a single batch is noisy.</summary>
    /// <param name="count">The number of iterations; all of them if there are fewer.</param>
    /// <returns>The mean; all zero before the first iteration.</returns>
    public TRecord MeanOfLast(int count) => TRecord.Mean([.. records.Skip(records.Count - count)]);

    /// <summary>Reduces the history to few enough points for a chart.</summary>
    /// <param name="maxPoints">
    /// The largest number of points. Each is a mean, so that the curve does not depend on which iterations are picked.
    /// </param>
    internal HistoryCurve<TRecord> Thin(int maxPoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 1);
        int size = Math.Max(1, (records.Count + maxPoints - 1) / maxPoints);
        TRecord[] means = [.. records.Chunk(size).Select(TRecord.Mean)];
        return new HistoryCurve<TRecord>([.. means.Select((_, i) => (double)Math.Min((i + 1) * size, records.Count))], means);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => records.Count == 0
        ? Language.Text("0 iterations")
        : Language.Text($"{records.Count:N0} iterations, the last: {records[^1]}");

    internal void Add(TRecord record) => records.Add(record);

    internal void Replace(IEnumerable<TRecord> others)
    {
        records.Clear();
        records.AddRange(others);
    }
}

/// <summary>A history reduced to few enough points for a chart.</summary>
/// <typeparam name="TRecord">The measurements of an iteration.</typeparam>
/// <param name="Iterations">The last iteration that each point stands for.</param>
/// <param name="Means">The mean of the iterations since the previous point.</param>
internal sealed record HistoryCurve<TRecord>(IReadOnlyList<double> Iterations, IReadOnlyList<TRecord> Means)
    where TRecord : struct, IIterationRecord<TRecord>;

/// <summary>The measurements of one iteration, which can be averaged, and written to a checkpoint as plain numbers.</summary>
/// <typeparam name="TSelf">The record's own type.</typeparam>
public interface IIterationRecord<TSelf>
    where TSelf : struct, IIterationRecord<TSelf>
{
    /// <summary>Computes the mean of some records; all zero if there are none.</summary>
    /// <param name="records">The records.</param>
    static abstract TSelf Mean(IReadOnlyCollection<TSelf> records);

    /// <summary>The number of values in a record.</summary>
    static abstract int NumberCount { get; }

    /// <summary>Creates a record from its values.</summary>
    /// <param name="numbers">As many values as <see cref="NumberCount"/>, in the order of <see cref="ToNumbers"/>.</param>
    static abstract TSelf FromNumbers(IReadOnlyList<float> numbers);

    /// <summary>The record's values, from which <see cref="FromNumbers"/> creates the same record.</summary>
    IReadOnlyList<float> ToNumbers();

    /// <summary>Whether the losses are finite numbers. If they are not, the training has diverged.</summary>
    bool IsFinite { get; }
}

/// <summary>The measurements of one iteration. Losses are binary cross-entropies in nats; accuracies are fractions, 0 to 1.</summary>
/// <param name="DiscriminatorLoss">The mean of the losses on the real and on the fake batch.</param>
/// <param name="AccuracyOnReal">The fraction of the real images that the discriminator classified as real.</param>
/// <param name="AccuracyOnFake">The fraction of the fakes that the discriminator classified as fake.</param>
/// <param name="GeneratorLoss">The generator's loss. It is high when the discriminator recognizes the fakes.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public readonly record struct IterationRecord(
    float DiscriminatorLoss, float AccuracyOnReal, float AccuracyOnFake, float GeneratorLoss) : IIterationRecord<IterationRecord>, IHtmlView
{
    /// <summary>The discriminator's accuracy over both batches, as the article reports it.</summary>
    public float DiscriminatorAccuracy => (AccuracyOnReal + AccuracyOnFake) / 2;

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(DiscriminatorLoss) && float.IsFinite(GeneratorLoss);

    /// <inheritdoc/>
    public static IterationRecord Mean(IReadOnlyCollection<IterationRecord> records) => records.Count == 0
        ? default
        : new IterationRecord(
            records.Average(record => record.DiscriminatorLoss),
            records.Average(record => record.AccuracyOnReal),
            records.Average(record => record.AccuracyOnFake),
            records.Average(record => record.GeneratorLoss));

    /// <inheritdoc/>
    public static int NumberCount => 4;

    /// <inheritdoc/>
    public static IterationRecord FromNumbers(IReadOnlyList<float> numbers) => new(numbers[0], numbers[1], numbers[2], numbers[3]);

    /// <inheritdoc/>
    public IReadOnlyList<float> ToNumbers() => [DiscriminatorLoss, AccuracyOnReal, AccuracyOnFake, GeneratorLoss];

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Facts(
        "measured",
        new("discriminator's loss, in nats", $"{DiscriminatorLoss:F4}"),
        new("discriminator's accuracy", $"{DiscriminatorAccuracy:P1}"),
        new("on real digits", $"{AccuracyOnReal:P0}"),
        new("on fakes", $"{AccuracyOnFake:P0}"),
        new("generator's loss, in nats", $"{GeneratorLoss:F4}"));

    /// <summary>One line in the article's words.</summary>
    public override string ToString() => Language.Text(
        $"D loss {DiscriminatorLoss:F4}, D accuracy {DiscriminatorAccuracy:P1} (real {AccuracyOnReal:P0}, fake {AccuracyOnFake:P0}), G loss {GeneratorLoss:F4}");
}
