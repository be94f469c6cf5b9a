using System.Globalization;
using System.Text;
using DigitForge.Data;
using DigitForge.Display;
using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>Tells a reader whether this machine can run the notebooks, and if not, what to do about it.</summary>
public static class MachineCheck
{
    // README.md states the same requirements: the .NET 10 SDK, 2 GB of memory, three platforms.
    private const int DotnetMajor = 10;
    private const long EnoughMemory = 2L << 30;

    // A rebuild of the library copies the native libraries, some 0.5 GB, and runs leave pictures behind.
    private const long EnoughDisk = 1L << 30;

    private static readonly string[] Platforms = ["linux-x64", "win-x64", "osx-arm64"];

    /// <summary>Checks this machine. It takes a few seconds, and changes and downloads nothing.</summary>
    /// <param name="dataFolder">The folder of the data sets; MNIST is in its subfolder <c>mnist</c>.</param>
    /// <returns>The findings; show them as a cell's value, or print them.</returns>
    public static MachineReport Run(string dataFolder) => new(Judge(
        MachineFacts.Find(dataFolder),
        DataSets.Mnist.Inspect(Path.Combine(dataFolder, "mnist")),
        NotebookHost.Name));

    /// <summary>Judges the facts, with one finding for each subject.</summary>
    /// <param name="facts">The facts about the machine.</param>
    /// <param name="data">The state of the data files.</param>
    /// <param name="host">The notebook host; null outside a notebook.</param>
    internal static IReadOnlyList<Finding> Judge(MachineFacts facts, IReadOnlyList<DataFileState> data, string? host) =>
    [
        Sdk(facts.SdkVersion),
        DotnetRuntime(facts.RuntimeVersion),
        Platform(facts),
        Natives(facts),
        Device(facts),
        Processors(facts),
        WaitingThreads(facts.SpinTime),
        Memory(facts.FreeMemory),
        Disk(facts.FreeDisk),
        .. Data(data),
        Host(host),
    ];

    private static Finding Sdk(string? version) => version switch
    {
        null => new(FindingKind.Error, ".NET SDK", Language.Text("none that fits"),
            Language.Text("Install the .NET 10 SDK from https://dotnet.microsoft.com/download, then reopen the notebook.")),
        _ when Major(version) != DotnetMajor => new(FindingKind.Error, ".NET SDK", version,
            Language.Text("Install the .NET 10 SDK beside it from https://dotnet.microsoft.com/download, then reopen the notebook.")),
        _ => new(FindingKind.Fine, ".NET SDK", version),
    };

    private static Finding DotnetRuntime(Version version) => version.Major < DotnetMajor
        ? new(FindingKind.Error, Language.Text(".NET runtime"), $"{version}", Language.Text("Install the .NET 10 SDK, which brings the runtime, and choose a kernel that uses it."))
        : new(FindingKind.Fine, Language.Text(".NET runtime"), $"{version}");

    private static Finding Platform(MachineFacts facts)
    {
        string subject = Language.Text("Operating system"), found = $"{facts.OperatingSystem}, {facts.Platform}";
        return Platforms.Contains(facts.Platform)
            ? new(FindingKind.Fine, subject, found)
            : new(FindingKind.Error, subject, found, Language.Text(
                $"Torch's packages are for {Language.Join(", ", Platforms)}: use one of these, with .NET for the same processor architecture."));
    }

    private static Finding Natives(MachineFacts facts)
    {
        string subject = Language.Text("Native torch libraries");
        if (facts.Torch is not { } torch)
            return new(FindingKind.Error, subject, Language.Text("they do not load"), facts.TorchError);
        string marked = facts.MarkedVersions.Count == 0
            ? Language.Text("loaded unchanged")
            : Language.Text($"loaded, with {Language.Join(", ", facts.MarkedVersions)} marked as optional because this machine's C++ library is older");
        return new(FindingKind.Fine, subject, Language.Text($"libtorch {torch.LibTorchVersion} and TorchSharp {torch.TorchSharpVersion}, {marked}"));
    }

    private static Finding Device(MachineFacts facts) => new(FindingKind.Fine, Language.Text("Device"), facts.HasNvidiaDriver
        ? Language.Text("the processor, which is enough for the whole series; the graphics card is not used")
        : Language.Text("the processor, which is enough for the whole series"));

    private static Finding Processors(MachineFacts facts)
    {
        string subject = Language.Text("Processor cores");
        string found = facts.Torch is { } torch ? Language.Text($"{facts.Processors}, torch uses {torch.Threads}") : Language.Text($"{facts.Processors}");
        return facts.Processors < 2
            ? new(FindingKind.Warning, subject, found, Language.Text("The times in the text were measured with two: give this machine or container a second one, or allow more time."))
            : new(FindingKind.Fine, subject, found);
    }

    private static Finding WaitingThreads(SpinTime? spin) => new(FindingKind.Fine, Language.Text("Waiting threads"), spin switch
    {
        null => Language.Text("they spin for the default time of torch's OpenMP"),
        { IsReaders: true } => $"{spin}",
        _ => Language.Text($"{spin}: they soon sleep, so that other programs get the cores"),
    });

    private static Finding Memory(long free) => free < EnoughMemory
        ? new(FindingKind.Error, Language.Text("Free memory"), Gigabytes(free), Language.Text($"Close other programs, or give this machine or container more memory: training needs {Gigabytes(EnoughMemory)}."))
        : new(FindingKind.Fine, Language.Text("Free memory"), Gigabytes(free));

    private static Finding Disk(long? free) => free switch
    {
        null => new(FindingKind.Warning, Language.Text("Free disk"), Language.Text("the system does not say"), Language.Text($"Make sure that {Gigabytes(EnoughDisk)} is free.")),
        < EnoughDisk => new(FindingKind.Error, Language.Text("Free disk"), Gigabytes(free.Value), Language.Text($"Delete what you no longer need until {Gigabytes(EnoughDisk)} is free.")),
        _ => new(FindingKind.Fine, Language.Text("Free disk"), Gigabytes(free.Value)),
    };

    private static IEnumerable<Finding> Data(IReadOnlyList<DataFileState> files)
    {
        if (files.All(file => file.IsValid))
            return [new(FindingKind.Fine, "MNIST", Language.Text($"{files.Count} files, each with the right SHA-256"))];
        return files.Where(file => !file.IsValid).Select(file => file.Exists
            ? new Finding(FindingKind.Error, "MNIST", file.Problem,
                Language.Text($"Delete {file.Name} and run 'git checkout -- data/mnist', or copy it again, to restore the shipped file."))
            : new Finding(FindingKind.Error, "MNIST", Language.Text($"{file.Name} is missing"),
                Language.Text("Run 'git checkout -- data/mnist', or copy it again, to restore it; or load the data with a network connection, which downloads it.")));
    }

    private static Finding Host(string? name) => name is null
        ? new(FindingKind.Warning, Language.Text("Notebook host"), Language.Text("none: pictures come out as lines of text"), Language.Text("Open a notebook in VS Code or JupyterLab, or run 'dotnet run -c Release --project lib/NotebookRunner'."))
        : new(FindingKind.Fine, Language.Text("Notebook host"), name);

    private static int Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 0;

    private static string Gigabytes(long bytes) => Language.Text($"{(double)bytes / (1L << 30):0.#} GB");
}

/// <summary>One finding of the machine check.</summary>
/// <param name="Kind">The meaning of the finding.</param>
/// <param name="Subject">What was checked, in a few words.</param>
/// <param name="Found">What was found.</param>
/// <param name="Fix">What to install or run, in one sentence; empty if all is well.</param>
internal sealed record Finding(FindingKind Kind, string Subject, string Found, string Fix = "")
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Sign} {Subject}: {Found}") + (Fix.Length == 0 ? "" : $" -> {Fix}");

    /// <summary>The meaning in one word.</summary>
    internal string Meaning => Kind switch
    {
        FindingKind.Fine => Language.Text("Fine"),
        FindingKind.Warning => Language.Text("Warning"),
        _ => Language.Text("Error"),
    };

    internal string Sign => Kind switch { FindingKind.Fine => "\u2714", FindingKind.Warning => "!", _ => "\u2718" };
}

/// <summary>The meaning of a finding for the reader.</summary>
internal enum FindingKind
{
    /// <summary>All is well.</summary>
    Fine,

    /// <summary>The notebooks run, but something could be better.</summary>
    Warning,

    /// <summary>Something will not work until it is fixed.</summary>
    Error,
}

/// <summary>The findings of a machine check: a table in a notebook, lines on a console.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class MachineReport : IHtmlView
{
    private const string Cell = "padding:3px 10px 3px 0;vertical-align:top;text-align:left;border-bottom:1px solid #8884";

    internal MachineReport(IReadOnlyList<Finding> findings) => Findings = findings;

    /// <summary>The findings, in the order of the check.</summary>
    internal IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether there is no error. Warnings do not count.</summary>
    public bool IsReady => Findings.All(finding => finding.Kind != FindingKind.Error);

    /// <inheritdoc/>
    public string ToHtml()
    {
        var html = new StringBuilder("""<table style="border-collapse:collapse;text-align:left"><tbody>""");
        foreach (var finding in Findings)
        {
            string fix = finding.Fix.Length == 0 ? "" : $"<br><strong>{HtmlText.Escape(finding.Fix)}</strong>";
            html.Append(CultureInfo.InvariantCulture, $"""<tr><td style="{Cell};color:{Colour(finding.Kind)};font-weight:bold" title="{HtmlText.Escape(finding.Meaning)}">{HtmlText.Escape(finding.Sign)}</td>""");
            html.Append(CultureInfo.InvariantCulture, $"""<th scope="row" style="{Cell}">{HtmlText.Escape(finding.Subject)}</th>""");
            html.Append(CultureInfo.InvariantCulture, $"""<td style="{Cell}">{HtmlText.Escape(finding.Found)}{fix}</td></tr>""");
        }

        return html.Append(CultureInfo.InvariantCulture, $"</tbody></table><p>{HtmlText.Escape(Summary)}</p>").ToString();
    }

    /// <summary>One line for each finding, and a summary.</summary>
    public override string ToString() => string.Join('\n', [.. Findings.Select(finding => finding.ToString()), Summary]);

    private string Summary => Findings.Count(finding => finding.Kind == FindingKind.Error) switch
    {
        0 => Language.Text("This machine is ready."),
        1 => Language.Text("One thing to fix first. Fix it, then run this cell again."),
        var many => Language.Text($"{many} things to fix first. Fix them from the top, then run this cell again."),
    };

    private static string Colour(FindingKind kind) => kind switch
    {
        FindingKind.Fine => "#009e73",
        FindingKind.Warning => "#b07800",
        _ => "#d55e00",
    };
}
