using DigitForge.Display;
using DigitForge.Runtime;
using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>A run's history as charts. Made interactive, each has a point for every iteration.</summary>
public static class TrainingCharts
{
    /// <summary>More points than this show nothing new.</summary>
    internal const int MaxPoints = 300;

    private const double MaxShownLoss = 20;
    private const double MaxShownNegativeElbo = 300;
    private const double MaxShownVelocityError = 3;

    /// <summary>The losses of both networks, in nats. Each point is the mean of as many iterations as it stands for.</summary>
    /// <param name="history">What every iteration measured.</param>
    public static Chart Losses(TrainingHistory<IterationRecord> history) =>
        Losses(history.Thin(MaxPoints)) with { InDetail = () => Losses(Whole(history)).Series };

    /// <summary>How often the discriminator is right, from 0 to 1. Each point is the mean of as many iterations as it stands for.</summary>
    /// <param name="history">What every iteration measured.</param>
    public static Chart Accuracies(TrainingHistory<IterationRecord> history) =>
        Accuracies(history.Thin(MaxPoints)) with { InDetail = () => Accuracies(Whole(history)).Series };

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

    internal static Chart Losses(HistoryCurve<IterationRecord> curve) => Chart.Lines(
        Language.Text("Losses"),
        Line(Language.Text("discriminator"), curve, record => record.DiscriminatorLoss),
        Line(Language.Text("generator"), curve, record => record.GeneratorLoss))
        with
    {
        XTitle = Language.Text("iteration"),
        YTitle = Language.Text("loss in nats"),
        Top = Math.Clamp(HighestOf(curve), 1, MaxShownLoss),
    };

    internal static Chart Accuracies(HistoryCurve<IterationRecord> curve) => Chart.Lines(
        Language.Text("How often the discriminator is right"),
        Line(Language.Text("on real digits"), curve, record => record.AccuracyOnReal),
        Line(Language.Text("on fakes"), curve, record => record.AccuracyOnFake))
        with
    {
        XTitle = Language.Text("iteration"),
        YTitle = Language.Text("part of the batch"),
        Top = 1,
    };

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

    private static double HighestOf(HistoryCurve<IterationRecord> curve) => curve.Means
        .Select(record => (double)Math.Max(record.DiscriminatorLoss, record.GeneratorLoss))
        .Where(double.IsFinite)
        .DefaultIfEmpty()
        .Max();

    private static ChartSeries Line<TRecord>(string name, HistoryCurve<TRecord> curve, Func<TRecord, float> value)
        where TRecord : struct, IIterationRecord<TRecord> =>
        new(name, curve.Iterations, [.. curve.Means.Select(record => (double)value(record))]);
}
