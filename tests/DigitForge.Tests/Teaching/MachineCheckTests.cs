using DigitForge.Data;
using DigitForge.Runtime;
using DigitForge.Teaching;
using Shared;
using Xunit;

namespace DigitForge.Tests.Teaching;

public sealed class MachineCheckTests
{
    private const long Gigabyte = 1L << 30;

    internal static readonly MachineFacts Good = new()
    {
        SdkVersion = "10.0.100",
        RuntimeVersion = new Version(10, 0, 1),
        OperatingSystem = "Some Linux 1",
        Platform = "linux-x64",
        Torch = new TorchEnvironment("0.107.0", "2.10.0", 2),
        TorchError = "",
        MarkedVersions = [],
        SpinTime = new SpinTime("GOMP_SPINCOUNT", "1000", IsReaders: false),
        HasNvidiaDriver = false,
        Processors = 2,
        FreeMemory = 4 * Gigabyte,
        FreeDisk = 10 * Gigabyte,
    };

    private static readonly DataFileState[] AllThere = [new("a.gz", true, ""), new("b.gz", true, "")];

    [Fact]
    public void A_good_machine_has_nothing_to_fix()
    {
        var report = Report(Good);
        Assert.True(report.IsReady);
        Assert.NotEmpty(report.Findings);
        Assert.All(report.Findings, finding => Assert.Equal((FindingKind.Fine, ""), (finding.Kind, finding.Fix)));
        Assert.EndsWith("This machine is ready.", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_not_fine_names_its_fix()
    {
        var worst = new MachineFacts
        {
            SdkVersion = null,
            RuntimeVersion = new Version(9, 0, 1),
            OperatingSystem = "Some system",
            Platform = "linux-arm64",
            Torch = null,
            TorchError = "libtorch_cpu.so is missing: build it again.",
            MarkedVersions = [],
            SpinTime = null,
            HasNvidiaDriver = false,
            Processors = 1,
            FreeMemory = Gigabyte,
            FreeDisk = Gigabyte / 2,
        };
        var findings = MachineCheck.Judge(worst, [new("a.gz", false, "")], host: null);
        Assert.Equal(["Device", "Waiting threads"], findings.Where(finding => finding.Kind == FindingKind.Fine).Select(finding => finding.Subject));
        Assert.All(findings.Where(finding => finding.Kind != FindingKind.Fine), finding => Assert.Matches(@"^.*\w.*\.$", finding.Fix));
        Assert.Contains("7 things to fix first.", new MachineReport(findings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Install the .NET 10 SDK from")]
    [InlineData("9.0.300", "Install the .NET 10 SDK beside it")]
    [InlineData("11.0.100", "Install the .NET 10 SDK beside it")]
    [InlineData("strange", "Install the .NET 10 SDK beside it")]
    public void Only_the_SDK_that_the_repository_asks_for_will_do(string? version, string fix)
    {
        var finding = ErrorIn(Good with { SdkVersion = version });
        Assert.Equal(".NET SDK", finding.Subject);
        Assert.StartsWith(fix, finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Natives_that_do_not_load_are_one_error_with_the_loaders_own_sentence()
    {
        var finding = ErrorIn(Good with { Torch = null, TorchError = "The sentence." });
        Assert.Equal(("Native torch libraries", "The sentence."), (finding.Subject, finding.Fix));
    }

    [Fact]
    public void Marked_versions_are_reported_and_are_no_error()
    {
        var finding = Find(Good with { MarkedVersions = ["GLIBCXX_3.4.32"] }, "Native torch libraries");
        Assert.Equal(FindingKind.Fine, finding.Kind);
        Assert.Contains("GLIBCXX_3.4.32 marked as optional", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graphics_card_is_reported_as_not_used()
    {
        var finding = Find(Good with { HasNvidiaDriver = true }, "Device");
        Assert.Equal((FindingKind.Fine, ""), (finding.Kind, finding.Fix));
        Assert.StartsWith("the processor", finding.Found, StringComparison.Ordinal);
        Assert.EndsWith("the graphics card is not used", finding.Found, StringComparison.Ordinal);
        Assert.DoesNotContain("graphics card", Find(Good, "Device").Found, StringComparison.Ordinal);
    }

    [Fact]
    public void How_long_threads_spin_is_reported_with_whoever_set_it()
    {
        Assert.Equal("GOMP_SPINCOUNT=1000, set by DigitForge: they soon sleep, so that other programs get the cores", Find(Good, "Waiting threads").Found);
        Assert.Equal(
            "OMP_WAIT_POLICY=active, set by this machine's environment",
            Find(Good with { SpinTime = new SpinTime("OMP_WAIT_POLICY", "active", IsReaders: true) }, "Waiting threads").Found);
    }

    [Fact]
    public void Memory_and_disk_are_reported_in_gigabytes()
    {
        Assert.Equal("\u2718 Free memory: 1.5 GB -> Close other programs, or give this machine or container more memory: training needs 2 GB.",
            ErrorIn(Good with { FreeMemory = Gigabyte * 3 / 2 }).ToString());
        Assert.Equal("0.5 GB", ErrorIn(Good with { FreeDisk = Gigabyte / 2 }).Found);
        Assert.Equal(FindingKind.Warning, Find(Good with { FreeDisk = null }, "Free disk").Kind);
    }

    [Fact]
    public void Each_bad_data_file_has_a_line_of_its_own()
    {
        var findings = MachineCheck.Judge(Good, [AllThere[0], new("b.gz", false, ""), new("c.gz", true, "c.gz is damaged.")], "host")
            .Where(finding => finding.Subject == "MNIST").ToList();
        Assert.Equal(["b.gz is missing", "c.gz is damaged."], findings.Select(finding => finding.Found));
        Assert.All(findings, finding => Assert.Contains("git checkout -- data/mnist", finding.Fix, StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_is_HTML_whatever_the_machine_says()
    {
        string html = Report(Good with { OperatingSystem = "<b>Linux</b>" }).ToHtml();
        Assert.Contains("&lt;b&gt;Linux", html, StringComparison.Ordinal);
        Assert.Contains("\u2714", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Fact]
    public void This_machine_runs_the_tests_so_it_has_torch_and_the_data()
    {
        using var cell = RunningCell.Begin();
        var report = MachineCheck.Run(RepositoryFolder.File("data"));
        string[] subjects = [".NET SDK", ".NET runtime", "Operating system", "Native torch libraries", "MNIST", "Notebook host"];
        Assert.All(subjects, subject => Assert.Equal(FindingKind.Fine, report.Findings.Single(finding => finding.Subject == subject).Kind));
        Assert.DoesNotContain(RepositoryFolder.Path, report.ToString(), StringComparison.Ordinal);
    }

    private static MachineReport Report(MachineFacts facts) => new(MachineCheck.Judge(facts, AllThere, "a host"));

    private static Finding Find(MachineFacts facts, string subject) => Report(facts).Findings.Single(finding => finding.Subject == subject);

    private static Finding ErrorIn(MachineFacts facts) => Report(facts).Findings.Single(finding => finding.Kind == FindingKind.Error);
}
