using DigitForge.Display;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>The history of a run as charts. The interactive versions have a point for every iteration.</summary>
public static class TrainingCharts
{
    /// <summary>The maximum number of points: more would show nothing new.</summary>
    internal const int MaxPoints = 300;

    // The lower end of the accuracy axis is at most the first value, and leaves out at most the second as a fraction of the points.
    private const double HighestBeginning = 0.9;
    private const double LeftOut = 0.05;

    private const double MaxShownNegativeElbo = 300;
    private const double MaxShownVelocityError = 3;

    /// <summary>
    /// The losses of both networks, in nats, on a logarithmic scale, with the loss of an even game for comparison. Each point is the mean of the
    /// iterations since the previous point.
    /// </summary>
    /// <param name="history">The measurements of every iteration.</param>
    public static Chart Losses(TrainingHistory<IterationRecord> history) =>
        Losses(history.Thin(MaxPoints)) with { InDetail = () => Losses(Whole(history)).Series };

    /// <summary>
    /// The discriminator's accuracy on real digits and on fakes, up to 1. Each point is the mean of the iterations since the previous point. The axis
    /// starts at a value that leaves out at most a twentieth of the points, mostly early ones.
    /// </summary>
    /// <param name="history">The measurements of every iteration.</param>
    public static Chart Accuracies(TrainingHistory<IterationRecord> history) =>
        Accuracies(history.Thin(MaxPoints)) with { InDetail = () => Accuracies(Whole(history)).Series };

    /// <summary>The samples side by side: a row for each noise vector, a column for each moment, including the first and the last.</summary>
    /// <param name="samples">The samples, in order; at least one.</param>
    /// <param name="rows">The number of noise vectors, or all if there are fewer.</param>
    /// <param name="columns">The number of moments, equally spaced, or all if there are fewer; at least two.</param>
    public static ImageGrid Strip(IReadOnlyList<Sample> samples, int rows = 4, int columns = 11)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        int last = samples.Count - 1;
        Sample[] moments = samples.Count <= columns
            ? [.. samples]
            : [.. Enumerable.Range(0, columns).Select(column => samples[(int)Math.Round((double)column * last / (columns - 1))])];
        int vectors = (int)Math.Min(rows, samples[0].Images.shape[0]);

        using var scope = torch.NewDisposeScope();
        var pictures = torch.stack(Enumerable.Range(0, vectors).SelectMany(row => moments.Select(moment => moment.Images[row])).ToArray());
        return ImageGrid.Create(pictures, moments.Length, scale: 2, Language.Text(
            $"The same noise from left to right, from iteration {moments[0].Iteration:N0} to {moments[^1].Iteration:N0}"));
    }

    /// <summary>
    /// Both parts of a variational autoencoder's loss and their sum, in nats per picture. Each point is the mean of the iterations since the
    /// previous point.
    /// </summary>
    /// <param name="history">The measurements of every iteration.</param>
    public static Chart Elbo(TrainingHistory<ElboRecord> history) =>
        Elbo(history.Thin(MaxPoints)) with { InDetail = () => Elbo(Whole(history)).Series };

    /// <summary>
    /// The squared error of a flow network's velocity, per pixel. Each point is the mean of the iterations since the previous point.
    /// </summary>
    /// <param name="history">The measurements of every iteration.</param>
    public static Chart Velocity(TrainingHistory<FlowRecord> history) =>
        Velocity(history.Thin(MaxPoints)) with { InDetail = () => Velocity(Whole(history)).Series };

    internal static Chart Velocity(HistoryCurve<FlowRecord> curve)
    {
        var losses = curve.Means.Select(record => (double)record.Loss).Where(double.IsFinite).DefaultIfEmpty().ToList();
        return Chart.Lines(Language.Text("How far off the velocity is"), Line("", curve, record => record.Loss)) with
        {
            XTitle = Language.Text("iteration"),
            YTitle = Language.Text("squared error a pixel"),
            // The first points are far above: the loss of an untrained network is some ten times that of a trained one.
            Top = Math.Min(losses.Max(), MaxShownVelocityError * losses.Min()),
        };
    }

    internal static Chart Elbo(HistoryCurve<ElboRecord> curve) => Chart.Lines(
        Language.Text("What a picture costs"),
        Line(Language.Text("both"), curve, record => record.NegativeElbo),
        Line(Language.Text("reconstruction"), curve, record => record.Reconstruction),
        Line(Language.Text("divergence"), curve, record => record.Divergence))
        with
    {
        XTitle = Language.Text("iteration"),
        YTitle = Language.Text("nats a picture"),
        // The first points are far above: the loss of an untrained decoder is some 543 nats, ln 2 for each pixel.
        Top = MaxShownNegativeElbo,
    };

    internal static Chart Losses(HistoryCurve<IterationRecord> curve)
    {
        string evenGame = Language.Text("an even game: ln 2");
        var even = curve.Iterations.Count == 0
            ? new ChartSeries(evenGame, [], [])
            : new ChartSeries(evenGame, [curve.Iterations[0], curve.Iterations[^1]], [Math.Log(2), Math.Log(2)]);
        return Chart.Lines(
            Language.Text("Losses"),
            Line(Language.Text("discriminator"), curve, record => record.DiscriminatorLoss),
            Line(Language.Text("generator"), curve, record => record.GeneratorLoss),
            even)
            with
        {
            XTitle = Language.Text("iteration"),
            YTitle = Language.Text("loss in nats"),
            // One loss may be a hundred times the other.
            LogY = true,
        };
    }

    internal static Chart Accuracies(HistoryCurve<IterationRecord> curve) => Chart.Lines(
        Language.Text("How often the discriminator is right"),
        Line(Language.Text("on real digits"), curve, record => record.AccuracyOnReal),
        Line(Language.Text("on fakes"), curve, record => record.AccuracyOnFake))
        with
    {
        XTitle = Language.Text("iteration"),
        YTitle = Language.Text("part of the batch"),
        YRange = (Beginning(curve), 1),
    };

    // Rounded down to a tenth.
    private static double Beginning(HistoryCurve<IterationRecord> curve)
    {
        var parts = curve.Means.SelectMany(record => new[] { (double)record.AccuracyOnReal, record.AccuracyOnFake }).Where(double.IsFinite).Order().ToList();
        return parts.Count == 0 ? 0 : Math.Min(HighestBeginning, Math.Floor(10 * parts[(int)(LeftOut * parts.Count)]) / 10);
    }

    /// <summary>
    /// A transformer's loss on its training data, in bits per token. Each point is the mean of the iterations since the previous point.
    /// </summary>
    /// <param name="history">The measurements of every iteration.</param>
    /// <param name="levels">Other methods to compare with, as horizontal lines: each with its name and its bits per token.</param>
    public static Chart Bits(TrainingHistory<TokenRecord> history, params IReadOnlyList<(string Name, double Bits)> levels) =>
        Bits(history.Thin(MaxPoints), levels) with { InDetail = () => Bits(Whole(history), levels).Series };

    internal static Chart Bits(HistoryCurve<TokenRecord> curve, IReadOnlyList<(string Name, double Bits)> levels)
    {
        var others = curve.Iterations.Count == 0
            ? []
            : levels.Select(level => new ChartSeries(level.Name, [curve.Iterations[0], curve.Iterations[^1]], [level.Bits, level.Bits]));
        return Chart.Lines(Language.Text("What a token costs"), [Line(Language.Text("transformer"), curve, record => (float)record.BitsPerToken), .. others]) with
        {
            XTitle = Language.Text("iteration"),
            YTitle = Language.Text("bits a token"),
        };
    }

    private static HistoryCurve<TRecord> Whole<TRecord>(TrainingHistory<TRecord> history)
        where TRecord : struct, IIterationRecord<TRecord> => history.Thin(Math.Max(1, history.Records.Count));

    private static ChartSeries Line<TRecord>(string name, HistoryCurve<TRecord> curve, Func<TRecord, float> value)
        where TRecord : struct, IIterationRecord<TRecord> =>
        new(name, curve.Iterations, [.. curve.Means.Select(record => (double)value(record))]);
}
