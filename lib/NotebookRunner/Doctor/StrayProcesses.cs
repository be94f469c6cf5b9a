using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace NotebookRunner.Doctor;

/// <summary>
/// Looks for processes of .NET Interactive that keep a processor busy although their editor has gone. The one that reads notebooks for
/// VS Code's Polyglot Notebooks (<c>notebook-parser</c>) does so when its input ends, and training beside it is several times slower.
/// </summary>
/// <remarks>
/// Only Linux shows the command line and the parent of another process. Elsewhere a process counts by its name alone. The tool mostly runs
/// in one named <c>dotnet</c>, as a build does, so there it is for the reader to say what a busy one is.
/// </remarks>
internal static class StrayProcesses
{
    private const double Busy = 0.5;
    private const int MaxAncestors = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly string[] Commands = ["dotnet-interactive", "Microsoft.DotNet.Interactive.App"];

    // What a process becomes a child of when its parent ends: the first process, or a service manager that has taken the role.
    private static readonly string[] Adopters = ["systemd", "init", "launchd"];

    /// <summary>Compares this machine's processes with those a second later.</summary>
    public static Task<IReadOnlyList<Finding>> FindAsync() => FindAsync(RunningProcess.All, Interval);

    /// <summary>Compares two lists of processes that are made some time apart.</summary>
    /// <param name="list">Lists the processes.</param>
    /// <param name="interval">The time between the two lists, at least.</param>
    public static async Task<IReadOnlyList<Finding>> FindAsync(Func<IReadOnlyList<RunningProcess>> list, TimeSpan interval)
    {
        var before = list();
        // Most machines have none, and the doctor does not wait for nothing.
        if (!before.Any(IsInteractive))
            return [];
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(interval).ConfigureAwait(false);
        return Compare(before, list(), Stopwatch.GetElapsedTime(start));
    }

    /// <summary>The processes of the second list that were busy since the first one, a warning for each.</summary>
    /// <param name="before">The first list.</param>
    /// <param name="after">The second list.</param>
    /// <param name="elapsed">The time between the two.</param>
    public static IReadOnlyList<Finding> Compare(IReadOnlyList<RunningProcess> before, IReadOnlyList<RunningProcess> after, TimeSpan elapsed)
    {
        var earlier = before.ToDictionary(process => process.Id);
        var byId = after.ToDictionary(process => process.Id);
        return
        [
            .. from process in after
               where IsInteractive(process) && earlier.ContainsKey(process.Id)
               let share = (process.ProcessorTime - earlier[process.Id].ProcessorTime) / elapsed
               where share >= Busy && EditorHasGone(process, byId) != false
               orderby process.Id
               select Warning(process, share, EditorHasGone(process, byId) == true),
        ];
    }

    private static Finding Warning(RunningProcess process, double share, bool hasGone)
    {
        string end = OperatingSystem.IsWindows() ? $"taskkill /F /PID {process.Id}" : $"kill {process.Id}";
        string what = Language.Text($"Process {process.Id} ({process.Name}): it keeps {share:P0} of a processor busy, and training beside it is several times slower");
        return new(Mark.Warning, hasGone
            ? Language.Text($"{what}; it is .NET Interactive, and its editor has gone -> End it with '{end}'.")
            : Language.Text($"{what} -> If neither a notebook nor a build is running, it is .NET Interactive without its editor: end it with '{end}'."));
    }

    private static bool IsInteractive(RunningProcess process) =>
        Commands.Any(command => (process.CommandLine ?? process.Name).Contains(command, StringComparison.OrdinalIgnoreCase))
        || (process.CommandLine is null && process.Name == "dotnet" && process.Id != Environment.ProcessId);

    // Null where this system does not say. A process of .NET Interactive may have been started by another one: 'dotnet tool run' waits for the tool.
    private static bool? EditorHasGone(RunningProcess process, Dictionary<int, RunningProcess> all)
    {
        for (int i = 0; i < MaxAncestors; i++)
        {
            if (process.ParentId is not { } parent)
                return null;
            if (parent <= 1 || !all.TryGetValue(parent, out var above) || Adopters.Contains(above.Name))
                return true;
            if (!IsInteractive(above))
                return false;
            process = above;
        }

        return false;
    }
}

/// <summary>A process, as the system describes it at one moment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ParentId">The process that started it, or has adopted it; null where the system does not say.</param>
/// <param name="Name">Its name.</param>
/// <param name="CommandLine">The program and its arguments; null where the system does not say.</param>
/// <param name="ProcessorTime">The time that it has had on any processor.</param>
internal sealed record RunningProcess(int Id, int? ParentId, string Name, string? CommandLine, TimeSpan ProcessorTime)
{
    /// <summary>All processes that this user may look at.</summary>
    public static IReadOnlyList<RunningProcess> All()
    {
        var found = new List<RunningProcess>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    var (parent, command) = OperatingSystem.IsLinux() ? FromProc(process.Id) : (null, null);
                    found.Add(new RunningProcess(process.Id, parent, process.ProcessName, command, process.TotalProcessorTime));
                }
                catch (Exception unknown) when (unknown is InvalidOperationException or Win32Exception or IOException or UnauthorizedAccessException or NotSupportedException)
                {
                    // It has ended meanwhile, or belongs to somebody else.
                }
            }
        }

        return found;
    }

    // /proc/ID/stat is "ID (NAME) STATE PARENT ...", and the name may contain anything: see proc_pid_stat(5).
    [SupportedOSPlatform("linux")]
    private static (int? Parent, string? Command) FromProc(int id)
    {
        string status = File.ReadAllText($"/proc/{id}/stat");
        string[] behindName = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (int.Parse(behindName[1], CultureInfo.InvariantCulture), File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim());
    }
}
