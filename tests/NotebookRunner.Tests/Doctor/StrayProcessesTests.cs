using NotebookRunner.Doctor;
using Xunit;

namespace NotebookRunner.Tests.Doctor;

public sealed class StrayProcessesTests
{
    private const string Parser = "/usr/share/dotnet/dotnet --roll-forward Major /home/a/.nuget/packages/microsoft.dotnet-interactive/1.0.712001/tools/net10.0/any/Microsoft.DotNet.Interactive.App.dll notebook-parser";
    private const string ToolRun = "dotnet tool run dotnet-interactive notebook-parser";

    private static readonly RunningProcess Editor = Process(20, 1, "code", "/usr/share/code/code --type=utility");
    private static readonly RunningProcess Manager = Process(30, 1, "systemd", "/usr/lib/systemd/systemd --user");

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(999)]
    public void A_busy_one_whose_editor_has_gone_is_named_with_the_words_that_end_it(int parent)
    {
        var found = Compare(busySeconds: 0.9, Process(100, parent, "dotnet", Parser));
        string end = OperatingSystem.IsWindows() ? "taskkill /F /PID 100" : "kill 100";
        Assert.Equal(
            "! Process 100 (dotnet): it keeps 90 % of a processor busy, and training beside it is several times slower; "
                + $"it is .NET Interactive, and its editor has gone -> End it with '{end}'.",
            Assert.Single(found).ToString());
    }

    [Fact]
    public void One_that_another_one_waits_for_has_lost_its_editor_when_that_one_has()
    {
        Assert.Single(Compare(busySeconds: 0.9, Process(100, 90, "dotnet", Parser), Process(90, 1, "dotnet", ToolRun, isIdle: true)));
        Assert.Empty(Compare(busySeconds: 0.9, Process(100, 90, "dotnet", Parser), Process(90, 20, "dotnet", ToolRun, isIdle: true)));
    }

    [Fact]
    public void One_with_an_editor_one_that_is_idle_one_that_has_just_started_and_any_other_program_are_not()
    {
        Assert.Empty(Compare(busySeconds: 0.9, Process(100, 20, "dotnet", Parser)));
        Assert.Empty(Compare(busySeconds: 0.1, Process(100, 1, "dotnet", Parser)));
        Assert.Empty(Compare(busySeconds: 0.9, Process(100, 1, "dotnet", "dotnet run -c Release --project lib/NotebookRunner")));
        Assert.Empty(StrayProcesses.Compare([Editor], [Editor, Process(100, 1, "dotnet", Parser) with { ProcessorTime = TimeSpan.FromSeconds(9) }], TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("dotnet-interactive", 1)]
    [InlineData("dotnet", 1)]
    [InlineData("code", 0)]
    public void Where_the_system_shows_names_only_the_reader_is_asked(string name, int count)
    {
        var found = Compare(busySeconds: 0.9, Process(100, null, name, null));
        Assert.Equal(count, found.Count);
        Assert.All(found, finding => Assert.Contains("-> If neither a notebook nor a build is running, ", finding.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_lists_are_compared_and_a_second_one_is_made_only_where_there_is_something_to_compare()
    {
        var stray = Process(100, 1, "dotnet", Parser);
        var lists = new Queue<IReadOnlyList<RunningProcess>>([[stray], [stray with { ProcessorTime = TimeSpan.FromHours(1) }]]);
        Assert.Single(await StrayProcesses.FindAsync(lists.Dequeue, TimeSpan.Zero));
        Assert.Empty(lists);

        lists = new([[Editor], [Editor]]);
        Assert.Empty(await StrayProcesses.FindAsync(lists.Dequeue, TimeSpan.Zero));
        Assert.Single(lists);
    }

    [Fact]
    public void The_system_lists_this_process()
    {
        using var own = System.Diagnostics.Process.GetCurrentProcess();
        var listed = Assert.Single(RunningProcess.All(), process => process.Id == own.Id);
        Assert.Equal(own.ProcessName, listed.Name);
        Assert.InRange(listed.ProcessorTime, TimeSpan.FromTicks(1), own.TotalProcessorTime);
        Assert.Equal(OperatingSystem.IsLinux(), listed.CommandLine?.Contains("NotebookRunner.Tests", StringComparison.Ordinal) ?? false);
        Assert.Equal(OperatingSystem.IsLinux(), listed.ParentId > 0);
    }

    // An editor and a service manager run as well; nothing but the processes given is busy.
    private static IReadOnlyList<Finding> Compare(double busySeconds, params RunningProcess[] processes)
    {
        RunningProcess[] before = [Editor, Manager, .. processes];
        RunningProcess[] after = [Editor, Manager, .. processes.Select(process =>
            process with { ProcessorTime = process.ProcessorTime == TimeSpan.Zero ? TimeSpan.Zero : process.ProcessorTime + TimeSpan.FromSeconds(busySeconds) })];
        return StrayProcesses.Compare(before, after, TimeSpan.FromSeconds(1));
    }

    private static RunningProcess Process(int id, int? parent, string name, string? command, bool isIdle = false) =>
        new(id, parent, name, command, isIdle ? TimeSpan.Zero : TimeSpan.FromSeconds(5));
}
