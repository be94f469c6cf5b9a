using DigitForge.Display;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>A run's history as charts. Made interactive, each has a point for every iteration.</summary>
public static class TrainingCharts
{
    /// <summary>More points than this show nothing new.</summary>
    internal const int MaxPoints = 300;

    // Where the axis of the accuracies begins: no higher than the first, and not so high that more than the second is left out.
    private const double HighestBeginning = 0.9;
    private const double LeftOut = 0.05;

    private const double MaxShownNegativeElbo = 300;
    private const double MaxShownVelocityError = 3;

    /// <summary>
    /// The losses of both networks, in nats, on a logarithmic scale, beside that of an even game. Each point is the mean of as many iterations as
    /// it stands for.
    /// </summary>
    /// <param name="history">What every iteration measured.</param>
    public static Chart Losses(TrainingHistory<IterationRecord> history) =>
        Losses(history.Thin(MaxPoints)) with { InDetail = () => Losses(Whole(history)).Series };

    /// <summary>
    /// How often the discriminator is right, up to 1. Each point is the mean of as many iterations as it stands for. The axis begins where it leaves
    /// out no more than a twentieth of the points, mostly those of the first moments.
    /// </summary>
    /// <param name="history">What every iteration measured.</param>
    public static Chart Accuracies(TrainingHistory<IterationRecord> history) =>
        Accuracies(history.Thin(MaxPoints)) with { InDetail = () => Accuracies(Whole(history)).Series };

    /// <summary>The samples side by side: a row for each noise vector, a column for each moment, the first and the last among them.</summary>
    /// <param name="samples">The samples, from the first to the last; at least one.</param>
    /// <param name="rows">How many of the noise vectors, or all if there are fewer.</param>
    /// <param name="columns">How many of the moments, at equal distances, or all if there are fewer; at least two.</param>
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
    /// Both parts of a variational autoencoder's loss and their sum, in nats for each picture. Each point is the mean of as many
    /// iterations as it stands for.
    /// </summary>
    /// <param name="history">What every iteration measured.</param>
    public static Chart Elbo(TrainingHistory<ElboRecord> history) =>
        Elbo(history.Thin(MaxPoints)) with { InDetail = () => Elbo(Whole(history)).Series };

    /// <summary>
    /// The squared error of a flow network's velocity, for each pixel. Each point is the mean of as many iterations as it stands for.
    /// </summary>
    /// <param name="history">What every iteration measured.</param>
    public static Chart Velocity(TrainingHistory<FlowRecord> history) =>
        Velocity(history.Thin(MaxPoints)) with { InDetail = () => Velocity(Whole(history)).Series };

    internal static Chart Velocity(HistoryCurve<FlowRecord> curve)
    {
        var losses = curve.Means.Select(record => (double)record.Loss).Where(double.IsFinite).DefaultIfEmpty().ToList();
        return Chart.Lines(Language.Text("How far off the velocity is"), Line("", curve, record => record.Loss)) with
        {
            XTitle = Language.Text("iteration"),
            YTitle = Language.Text("squared error a pixel"),
            // The first points are far above: an untrained network costs some ten times what a trained one does.
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
        // The first points are far above: an untrained decoder costs some 543 nats, ln 2 for each pixel.
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
            // One may be a hundred times the other.
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

    // A whole number of tenths.
    private static double Beginning(HistoryCurve<IterationRecord> curve)
    {
        var parts = curve.Means.SelectMany(record => new[] { (double)record.AccuracyOnReal, record.AccuracyOnFake }).Where(double.IsFinite).Order().ToList();
        return parts.Count == 0 ? 0 : Math.Min(HighestBeginning, Math.Floor(10 * parts[(int)(LeftOut * parts.Count)]) / 10);
    }

    /// <summary>What a token costs a transformer, in bits, on what it is trained with. Each point is the mean of as many iterations as it stands for.</summary>
    /// <param name="history">What every iteration measured.</param>
    /// <param name="levels">What others need, as horizontal lines: each with its name, and its bits a token.</param>
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
