using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DigitForge.Checkpoints;
using DigitForge.Data;
using DigitForge.Display;
using DigitForge.Evaluation;
using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Tests.Training;
using DigitForge.Tests.Teaching;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests;

/// <summary>The library says and writes the same under every culture of the machine.</summary>
public sealed partial class CultureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Cultures => Shared.Cultures.Names;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Every_text_and_file_is_the_same_under_each_culture(string culture)
    {
        foreach (var (name, make) in Texts())
        {
            string expected = ElementNumber.Replace(Shared.Cultures.Under("", make), "");
            string found = ElementNumber.Replace(Shared.Cultures.Under(culture, make), "");
            Assert.Matches(@"\d", expected);
            int same = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.True(expected == found, $"{name} under {culture}: ...{found[Math.Max(0, same - 40)..Math.Min(found.Length, same + 40)]}...");
        }
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void A_run_begun_under_one_culture_goes_on_under_another(string culture)
    {
        Shared.Cultures.Under(culture, () => Resume(iterations: 3));
        Assert.Equal("Continuing from iteration 3.", Resume(iterations: 4));
        Assert.Equal("Continuing from iteration 4.", Shared.Cultures.Under(culture, () => Resume(iterations: 5)));
    }

    // A run as existing checkpoints describe it: earlier versions wrote the same under the invariant culture.
    [Fact]
    public void A_checkpoint_describes_its_run_as_ever()
    {
        Shared.Cultures.Under("de-DE", () => Resume(iterations: 1));
        using var checkpoint = SafeTensorsFile.Load(Assert.Single(Directory.GetFiles(folder.File("run"))));
        Assert.Equal(
            ("MNIST (test): 10,000 images of 28 x 28 pixels in 10 classes", "1", "0.001", "False"),
            (checkpoint.Metadata["data"], checkpoint.Metadata["seed"], checkpoint.Metadata["LearningRate"], checkpoint.Metadata["JointStep"]));
    }

    private string Resume(int iterations)
    {
        using var run = new TrainerFixture(leak: 0.2);
        run.Trainer.Checkpoints = new TrainingCheckpoints(folder.File("run"));
        string said = run.Trainer.Resume().Message;
        run.Trainer.TrainTo(iterations);
        return said;
    }

    private Dictionary<string, Func<string>> Texts() => new()
    {
        ["data set"] = () => Use(Digits.Part(0, 1_500), data => $"{data} {string.Join(' ', data.ClassNames)}"),
        ["classes without names"] = () => Use(ImageDataSet.From(new([2, 1, 1], [1, 2]), new([2], [0, 1]), null, "x"), data => string.Join(' ', data.ClassNames)),
        ["IDX refusals"] = () => Refusal(() => IdxFile.Parse([0, 0, 8, 2, 0, 0, 0x20, 0, 0, 0, 0x20, 0, 1], "x"))
            + Refusal(() => IdxFile.Parse([0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff], "x")),
        ["data set refusals"] = () => Refusal(() => ImageDataSet.From(new([2_000, 1, 1], new byte[2_000]), new([1_000], new byte[1_000]), null, "x")),
        ["download"] = () => Said(() => new DownloadBar().Report(new DownloadProgress("x", 1_234_567, 2_345_678, TimeSpan.FromSeconds(1_234)))),
        ["safetensors refusals"] = () => Refusal(() => SafeTensorsFile.Read(new MemoryStream([.. Enumerable.Repeat((byte)0xff, 8)]), "x"))
            + Refusal(() => SafeTensorsFile.Read(new MemoryStream(Checkpoints.SafeTensorsBytes.Build($"{{{Checkpoints.SafeTensorsBytes.Entry("a", "F32", "3000", 0, 8000)}}}", 8000)), "x"))
            + Refusal(() => SafeTensorsFile.Read(new MemoryStream(Checkpoints.SafeTensorsBytes.Build($"{{{Checkpoints.SafeTensorsBytes.Entry("a", "F32", "-3", 0, 8000)}}}", 8000)), "x")),
        ["weights"] = () => WithGenerator(generator => Written("weights", path => generator.SaveWeights(path))),
        ["weights that do not fit"] = () => WithGenerator(generator => Refusal(() => generator.LoadWeights(Path.Combine(Repository.ModelsFolder, "digit-classifier.safetensors")))),
        ["recipe refusals"] = () => Refusal(() => (GanRecipe.Article with { LearningRate = -0.5 }).Validate()) + Refusal(() => (GanRecipe.Article with { BatchSize = -3 }).Validate())
            + Refusal(() => (VaeRecipe.Standard with { DivergenceWeight = -1.5 }).Validate()),
        ["iterations refused"] = () => Use(new TrainerFixture(), run => Refusal(() => run.Trainer.Train(-1_000))),
        ["training"] = () => Use(new TrainerFixture(), run =>
        {
            run.Trainer.Train(1);
            string charts = TrainingCharts.Losses(run.Trainer.History).ToSvg();
            return $"{run.Trainer.History.Records[0]} {Commentary.On(run.Trainer.History.Records[0], 1)} {charts}";
        }),
        ["training run"] = () => $"{new TrainingRun(12_345, TimeSpan.FromSeconds(1_234.5), false)} {new ElboRecord(1234.5f, -1.5f)} {new ClassifierProgress(1, 2, 1.5, TimeSpan.FromSeconds(1.5))}",
        ["latent mixture"] = () => Use(TorchRuntime.Random(1), random => Use(torch.randn(1_500, 2, generator: random), points =>
            Use(LatentMixture.Fit(points, components: 2, random, steps: 1), mixture => mixture.ToString())
            + Refusal(() => LatentMixture.Fit(points, components: -3, random)) + Refusal(() => LatentMixture.Fit(points[0], components: 1, random)))),
        ["training frame"] = () => Frame().ToHtml() + Frame(),
        ["checkpoint"] = () => Use(new TrainerFixture(leak: 0.2), run => Written("run", path =>
        {
            run.Trainer.Checkpoints = new TrainingCheckpoints(path);
            run.Trainer.Train(1);
        })),
        ["another run's checkpoint"] = () => Use(new TrainerFixture(recipe: GanRecipe.Article with { LearningRate = 0.5 }), run =>
        {
            run.Trainer.Checkpoints = new TrainingCheckpoints(folder.File("run"));
            return Refusal(() => run.Trainer.Train(1)) + Refusal(() => run.Trainer.Resume());
        }),
        ["summary"] = () => WithGenerator(generator => generator.Summary(100).ToString()),
        ["ONNX"] = () => WithGenerator(generator => Written("x.onnx", path => generator.SaveOnnx(path, 100))),
        ["ONNX refusal"] = () => WithGenerator(generator => Refusal(() => generator.SaveOnnx(folder.File("y.onnx"), 1_234))),
        ["ONNX of a flow network"] = () => WithFlow(network => Written("x.onnx", path => network.SaveOnnx(path))),
        ["ONNX of a transformer"] = () => Use(TorchRuntime.Random(1), random => Use(new Transformer(random, new(Vocabulary: 5, Context: 4, Width: 8)), transformer => Written("x.onnx", path => transformer.SaveOnnx(path)))),
        ["flow explorer"] = () => WithFlow(network => { string said = ""; return Written("x.html", path => said = FlowExplorer.Create(network).Save(path)) + Path.GetFileName(said); }),
        ["explorer"] = () => WithGenerator(generator => { string said = ""; return Written("x.html", path => said = LatentExplorer.Create(generator).Save(path)) + Path.GetFileName(said); }),
        ["charts"] = () => string.Concat(new[]
        {
            Chart.Lines("a", ("line", [-1234.5, 0.25, 1e-9])),
            Chart.Bars("b", [1234.5, -0.5]),
            Chart.Points("c", new ChartSeries("dots", [-0.5, 10.25], [-1.5, 1])),
            Chart.Histogram("d", from: -1.5, to: 1, steps: 4, ("n", [0, 0.24])),
            Chart.Points("e", ChartSeries.Arrows("arrows", [-0.5, 10.25], [-1.5, 1], [1234.5, -0.25], [-0.125, 7])) with { XRange = (-1.5, 2000.5), YRange = (-2.5, 0.5) },
        }.Select(chart => chart.ToSvg() + chart.ToHtml() + chart)),
        ["chart film"] = () => Film().ToHtml() + Film(),
        ["heat map"] = () => Map().ToHtml() + Map(),
        ["chart refusals"] = () => Argument(() => _ = Chart.Lines("a", ("line", [1])) with { XRange = (0.5, -1234.5) })
            + Argument(() => ChartSeries.Arrows("a", new double[1_234], [], [], [])) + Argument(() => HeatMap.Create("a", new double[1_234, 1], [], [])),
        ["pictures"] = () => Grid().ToHtml() + Grid() + Animation.Create([Grid(), Grid()]).ToHtml() + Animation.Create([Grid()]),
        ["picture refusals"] = () => Use(torch.zeros(1, 2, 3, 4), images => Argument(() => ImageGrid.Create(images)))
            + Use(torch.zeros(1, 9, 9), images => Argument(() => Timeline.Create([Grid(), ImageGrid.Create(images)]))),
        ["timeline"] = () => Timeline.Create([Grid(), Grid()]).ToHtml() + Timeline.Create([Grid()]),
        ["evaluation"] = () => $"{new EvaluationReport(Result).ToHtml()} {new EvaluationReport(Result)} {Result} {Result.DigitShares}",
        ["evaluation refused"] = () => Use(torch.zeros(1, 3), images => Refusal(() => PictureCheck.Require(images))),
        ["figure table"] = () => new FigureTable([Figures]).ToMarkdown() + new FigureTable([Figures]).ToHtml(),
        ["figure file"] = () => Written("figures.json", path => FigureFile.Open(path).Add(Figures)),
        ["exercises"] = () => $"{Exercise.Check(-1233.5, 1234, "hint", 0.5)} {Exercise.Check(1234.5, 1234.5, "hint")} "
            + Use(torch.ones(3), answer => Use(torch.ones(2), expected => Exercise.Check(answer, expected, "hint").ToString())),
        ["predictions"] = () => string.Concat(
            new Prediction[] { Prediction.Number("a", -1233.5).Compare(1234.25), Prediction.Choice("b", ["c", "d"], 1).Compare(2), Prediction.Order("e", ["f", "g", "h"], ["g", "f"]).Compare(["f", "g", "h"]) }
                .Select(view => view.ToHtml() + view)) + Refusal(() => Prediction.Number("a", double.NegativeInfinity)) + Refusal(() => Prediction.Choice("b", ["c"], -1_000)),
        ["machine"] = () => MachineCheck.Judge(Machine, [], host: null).Aggregate("", (all, finding) => $"{all}{finding}\n") + Machine.Torch,
    };

    internal static readonly EvaluationResult Result = new(
        "x", Count: 10_000, FrechetDistance: 1234.25, new PrecisionRecall(0.955, 0.945), new DensityCoverage(0.987, 0.97), new CriticScore(0.5, 0.54, 10_000),
        new DigitShares([.. Enumerable.Range(0, 10).Select(digit => digit / 45.0)]), ClassifierScore: 9.6, new NearestTraining([5, 5.5, 6], [1, 2, 3]), TimeSpan.FromSeconds(9.5));

    internal static readonly ModelFigures Figures = new("x", -1, new ModelCost(1_489_936, 533_505, 1_280_000, 1234.5, 0.25), 1.5, 0.55, 0.9, 0.8, 0.95, 0.85, 0.01, [0.25, 0.75]);

    internal static readonly MachineFacts Machine = MachineCheckTests.Good with
    {
        HasNvidiaDriver = true, Processors = 1, FreeMemory = 1_234_567_890, FreeDisk = 1_234_567_890,
    };

    private static ChartFilm Film() => ChartFilm.Create(new[] { -1234.5, -0.5, 1.5 }.Select(value => Chart.Lines("frame", ("line", [value, 0.25]))));

    private static HeatMap Map() => HeatMap.Create("map", new[,] { { -0.5, 0.25, 1234.5 } }, ["row"], ["a", " ", "long name"]) with { Top = 0.75 };

    internal static ImageGrid Grid() => Use(torch.zeros(3, 28, 28), images => ImageGrid.Create(images, title: "2.5"));

    internal static TrainingFrame Frame() => new(
        new TrainingProgress(1_234, 234, 5_000, TimeSpan.FromSeconds(1_234.5), null), "Fine.",
        [TrainingCharts.Losses(new HistoryCurve<IterationRecord>([1.5, 2], [new(0.5f, 0.25f, 1, 1.5f), new(0.5f, 0.25f, 1, 1234.5f)]))], Grid(), Grid());

    private static string WithGenerator(Func<Generator, string> make)
    {
        using var random = TorchRuntime.Random(1);
        return Use(new Generator(random), make);
    }

    private static string WithFlow(Func<FlowNetwork, string> make)
    {
        using var random = TorchRuntime.Random(1);
        using var network = LivelyFlow.Create(random);
        return make(network);
    }

    private static TResult Use<T, TResult>(T value, Func<T, TResult> make)
        where T : IDisposable
    {
        using (value)
            return make(value);
    }

    // The bytes of a file, one letter for each; or the bytes of all files in a folder.
    private string Written(string name, Action<string> write)
    {
        string path = folder.File(name);
        if (File.Exists(path))
            File.Delete(path);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        write(path);
        string[] files = File.Exists(path) ? [path] : Directory.GetFiles(path);
        return string.Concat(files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
    }

    // An element id contains a number that is unique in a page.
    [GeneratedRegex(@"digitforge-\w+-\d+-\d+")]
    private static partial Regex ElementNumber { get; }

    private static string Refusal(Action action) => Assert.ThrowsAny<OneSentenceException>(action).Message;

    private static string Argument(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;

    private static string Said(Action action)
    {
        var before = Console.Out;
        using var text = new StringWriter(CultureInfo.CurrentCulture);
        try
        {
            Console.SetOut(text);
            action();
        }
        finally
        {
            Console.SetOut(before);
        }

        return text.ToString();
    }
}
