using System.Net;
using System.Text.RegularExpressions;
using DigitForge.Data;
using DigitForge.Display;
using DigitForge.Evaluation;
using DigitForge.Export;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Teaching;
using DigitForge.Tests.Teaching;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests;

/// <summary>The library's output for a Chinese reader is Chinese, except for names of code, products and papers.</summary>
public sealed partial class ChineseOutputTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);

    public ChineseOutputTests() => Language.Use("zh");

    public static TheoryData<string> Names => [.. Texts.Keys];

    public void Dispose()
    {
        Language.Use("en");
        random.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_no_English_words(string name)
    {
        string text = Seen(Texts[name](random));
        Assert.Matches(@"[\u4e00-\u9fff]", text);
        Assert.True(!English.IsMatch(Known.Replace(text, " ")), $"{string.Join(", ", English.Matches(Known.Replace(text, " ")).Select(word => word.Value))} in: {text}");
    }

    [Fact]
    public void A_page_that_runs_a_network_is_in_Chinese_and_so_are_its_scripts()
    {
        using var network = LivelyFlow.Create(random, width: 8);
        string page = FlowExplorer.Create(network).ToPage();
        Assert.Contains("<html lang=\"zh-CN\">", page, StringComparison.Ordinal);
        Assert.Contains("<h1>从噪声到数字</h1>", page, StringComparison.Ordinal);
        Assert.Contains("""
            "Some digit":"任意一个数字"
            """.Trim(), page, StringComparison.Ordinal);
        Language.Use("en");
        Assert.Contains("\"words\":{}}", FlowExplorer.Create(network).ToPage(), StringComparison.Ordinal);
    }

    // The text that a browser shows for some HTML, including descriptions of pictures and hover texts.
    private static string Seen(string html)
    {
        string spoken = string.Join('\n', Spoken.Matches(html).Select(attribute => attribute.Groups["text"].Value));
        return WebUtility.HtmlDecode($"{Tag.Replace(Unseen.Replace(html, " "), " ")}\n{spoken}");
    }

    private static readonly Dictionary<string, Func<torch.Generator, string>> Texts = new()
    {
        ["exercises"] = _ => $"{Exercise.Check(null, 1, "提示")} {Exercise.Check(2, 1, "提示")} {Exercise.Check(1, 1, "提示")}",
        ["shapes"] = _ => Use(torch.ones(3), answer => Use(torch.ones(2), expected => $"{Exercise.Check(answer, expected, "提示")} {Exercise.Check(answer, answer, "提示")} {Exercise.Check(answer, answer + 1, "提示")}")),
        ["a good machine"] = _ => Both(new MachineReport(MachineCheck.Judge(MachineCheckTests.Good, [new("a.gz", true, "")], "x"))),
        ["a bad machine"] = _ => Both(new MachineReport(MachineCheck.Judge(CultureTests.Machine with { SdkVersion = null, Torch = null, TorchError = "", FreeDisk = null, SpinTime = null, MarkedVersions = ["1"] }, [new("a.gz", false, "")], host: null))),
        ["marked"] = _ => Both(new MachineReport(MachineCheck.Judge(CultureTests.Machine with { MarkedVersions = ["1"], RuntimeVersion = new Version(9, 0), Platform = "" }, [], host: null))),
        ["evaluation"] = _ => Both(CultureTests.Result) + Both(new EvaluationReport(CultureTests.Result)) + Both(new EvaluationReport(CultureTests.Result, CultureTests.Result with { Count = 1 })) + new EvaluationReport(),
        ["figures"] = _ => Both(new FigureTable([CultureTests.Figures with { Model = "steady" }])) + CultureTests.Figures with { Model = "flow, 5 steps, guided" },
        ["frame"] = _ => Both(CultureTests.Frame() with { Comment = Commentary.On(new IterationRecord(1, 1, 1, 1), 1) }),
        ["comments"] = _ => string.Join('\n',
            Commentary.On(new IterationRecord(1, 1, 1, 1), 0), Commentary.On(new IterationRecord(1, 1, 0.2f, 1), 1), Commentary.On(new IterationRecord(1, 1, 0.6f, 1), 1),
            Commentary.On(new IterationRecord(1, 1, 0.6f, 1), 1, discriminatorLearns: false), Commentary.On(new IterationRecord(float.NaN, 1, 0.6f, 1), 1),
            Commentary.On(new ElboRecord(1, 1), 0), Commentary.On(new ElboRecord(1, 1), 1), Commentary.On(new FlowRecord(1), 0), Commentary.On(new FlowRecord(1), 1),
            Commentary.On(new TokenRecord(1), 0), Commentary.On(new TokenRecord(1), 1)),
        ["records"] = _ => Both(new IterationRecord(1, 1, 1, 1)) + Both(new ElboRecord(1, 1)) + Both(new FlowRecord(1)) + Both(new TokenRecord(1)),
        ["charts"] = _ => Both(TrainingCharts.Losses(new TrainingHistory<IterationRecord>())) + TrainingCharts.Accuracies(new TrainingHistory<IterationRecord>()).ToHtml()
            + TrainingCharts.Elbo(new TrainingHistory<ElboRecord>()).ToHtml() + TrainingCharts.Velocity(new TrainingHistory<FlowRecord>()).ToHtml()
            + TrainingCharts.Bits(new TrainingHistory<TokenRecord>()).ToHtml(),
        ["runs"] = _ => $"{new TrainingRun(10, TimeSpan.FromSeconds(2), false)} {new TrainingRun(10, TimeSpan.FromSeconds(2), true)} {new TrainingRun(0, TimeSpan.Zero, false)} {new TrainingProgress(1, 1, 2, TimeSpan.FromSeconds(5), null)} {new ClassifierProgress(1, 2, 1, TimeSpan.Zero)}",
        ["bar"] = _ => $"{QualityBar.GoodDigits} {QualityBar.GoodDigits.Judge(CultureTests.Result)} {new QualityBar { MaxDistance = 1e6, SmallestShare = 0, LargestShare = 1, MaxCriticAccuracy = 1 }.Judge(CultureTests.Result)}",
        ["race"] = _ => Both(new SpeedrunTable(QualityBar.GoodDigits, [new("一", true, 12, 100, "。"), new("二", false, 12, 100, "。")])),
        ["real or drawn"] = _ => Both(Report()) + Report().Round,
        ["no answer"] = _ => Both(Report() with { Round = null }),
        ["confusion"] = _ => Both(new ConfusionTable([.. Enumerable.Range(0, 10).Select(row => (long[])[.. Enumerable.Range(0, 10).Select(column => row == column ? 5L : 0)])])),
        ["damage"] = _ => Both(new DamageLadder([.. DamageLadder.Kinds.Select(kind => new DamageRung(kind, 1, new Comparison(1, new PrecisionRecall(1, 1))))])),
        ["grid"] = _ => Both(CultureTests.Grid()) + Both(Timeline.Create([CultureTests.Grid()])) + Both(Animation.Create([CultureTests.Grid()])),
        ["view"] = _ => Both(new EndOfView(CultureTests.Grid())) + Both(new ViewHasEnded()) + Both(FrameFailure.TooSlow(TimeSpan.FromSeconds(1))),
        ["summary"] = random => Use(new Generator(random), generator => Both(generator.Summary(100))),
        ["explorer"] = random => Use(new Generator(random), generator => LatentExplorer.Create(generator).ToPage() + LatentExplorer.Create(generator)),
        ["flow explorer"] = random => Use(LivelyFlow.Create(random, width: 8), network => FlowExplorer.Create(network).ToPage() + FlowExplorer.Create(network)),
        ["data"] = _ => Use(Digits.Part(0, 10), data => data.ToString().Replace(data.Name, "", StringComparison.Ordinal)),
        ["refusals"] = _ => Refusal(() => (GanRecipe.Article with { LearningRate = -1 }).Validate()) + Refusal(() => IdxFile.Parse([1, 2, 3, 4], "")),
    };

    private static string Both(IHtmlView view) => $"{view.ToHtml()}\n{view}";

    private static string Refusal(Action action) => Assert.ThrowsAny<OneSentenceException>(action).Message;

    private static string Use<T>(T value, Func<T, string> make)
        where T : IDisposable
    {
        using (value)
            return make(value);
    }

    private static RealOrDrawnReport Report()
    {
        var round = new RealOrDrawnRound("我", 1, [new(RealOrDrawn.Real, true, 6, 5), new("一", false, 6, 1)]);
        return new(round, [round, round with { Seed = 2 }], new Dictionary<string, string> { [RealOrDrawn.Real] = "A1", ["一"] = "A2" });
    }

    [GeneratedRegex(@"<style>.*?</style>|<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Unseen { get; }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }

    [GeneratedRegex("""(?:title|aria-label|alt|aria-roledescription)="(?<text>[^"]*)["]""")]
    private static partial Regex Spoken { get; }

    [GeneratedRegex(@"[A-Za-z]{2,}")]
    private static partial Regex English { get; }

    // Names of code, products, data sets and measures.
    [GeneratedRegex(@"https?://\S+|\bdata/mnist|git checkout -- \S+|dotnet run -c Release --project lib/NotebookRunner|VS Code|JupyterLab|\.NET|SDK|SHA-256|libtorch|TorchSharp|[Tt]orch|OpenMP|GOMP_SPINCOUNT=1000|DigitForge|MNIST|cpu"
        + @"|Some Linux|linux-x64|win-x64|osx-arm64|\bGB\b|\bMB\b|a\.gz|C\+\+|\bln\b|FID|Inception|Transformer|GAN|VAE|ELBO|IDX|null|LearningRate|JavaScript|Generator|Linear|ReLU|BatchNorm1d|Sigmoid|Unflatten|Reshape|\b(dense|relu|norm|sigmoid|reshape|image)\d?\b")]
    private static partial Regex Known { get; }
}
