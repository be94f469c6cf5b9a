using System.Diagnostics;
using NotebookRunner.Documents;
using NotebookRunner.Workers;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Workers;

public sealed class WorkerProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TemporaryFolder folder = new();
    private readonly WorkerProcess worker;
    private readonly List<CellEvent> received = [];

    public WorkerProcessTests() => worker = WorkerProcess.Start(folder.Path, grace: TimeSpan.FromMilliseconds(300));

    public void Dispose()
    {
        worker.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_a_child_process_prints_comes_between_the_lines_before_and_after_it()
    {
        SkipOnWindows();
        Assert.Null(await RunAsync("""
            Console.WriteLine("one");
            Console.WriteLine("two");
            System.Threading.Thread.Sleep(50);
            using (var child = System.Diagnostics.Process.Start("printf", ["child without a line end"]))
                child.WaitForExit();
            Console.WriteLine(" three");
            Console.Error.WriteLine("four");
            display("five");
            Console.Write("six");
            """));
        Assert.Equal(
            ["stdout: one\ntwo\nchild without a line end three\n", "stderr: four\n", "display: five", "stdout: six"],
            Outputs());
    }

    [Fact]
    public async Task What_native_code_holds_in_a_buffer_belongs_to_the_cell_that_printed_it()
    {
        SkipOnWindows();
        Assert.Null(await RunAsync("""
            [System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string text);
            puts("from C");
            """));
        Assert.Equal(["stdout: from C\n"], Outputs());
        Assert.Null(await RunAsync("Console.Write(\"next\");"));
        Assert.Equal(["stdout: next"], Outputs());
    }

    [Theory]
    [InlineData("\u001e{\"kind\":\"done\"}\n")]
    [InlineData("half a message {\"kind\":")]
    [InlineData("\u001e")]
    public async Task Native_text_that_looks_like_a_message_is_text(string text)
    {
        string literal = string.Concat(text.Select(letter => $"\\u{(int)letter:x4}"));
        Assert.Null(await RunAsync($"Console.OpenStandardOutput().Write(System.Text.Encoding.UTF8.GetBytes(\"{literal}\")); Console.Write(\"after\");"));
        Assert.Equal([$"stdout: {text}after"], Outputs());
    }

    [Fact]
    public async Task A_child_process_that_reads_finds_an_empty_input_and_the_next_cell_runs()
    {
        SkipOnWindows();
        Assert.Null(await RunAsync("using (var child = System.Diagnostics.Process.Start(\"cat\")) { child.WaitForExit(); Console.Write(child.ExitCode); }"));
        Assert.Equal(["stdout: 0"], Outputs());
        Assert.Null(await RunAsync("Console.Write(\"next\");"));
        Assert.Equal(["stdout: next"], Outputs());
    }

    [Fact]
    public async Task A_program_that_a_dead_worker_left_behind_does_not_keep_the_run_waiting()
    {
        SkipOnWindows();
        var error = await RunAsync("""
            var left = System.Diagnostics.Process.Start("sleep", "120");
            Console.WriteLine(left.Id);
            Environment.Exit(3);
            """);
        Assert.Equal("kernel died", error?.Name);
        Assert.StartsWith("The process that ran this cell ended with exit code 3.", error?.Message, StringComparison.Ordinal);
        using var orphan = Process.GetProcessById(int.Parse(Text(), System.Globalization.CultureInfo.InvariantCulture));
        orphan.Kill();
    }

    [Fact]
    public async Task A_worker_that_ends_between_two_cells_is_noticed_by_the_next()
    {
        Assert.Null(await RunAsync("""
            Console.WriteLine(Environment.ProcessId);
            var later = new System.Threading.Thread(() => { System.Threading.Thread.Sleep(100); Environment.Exit(7); });
            later.Start();
            """));
        using (var process = Process.GetProcessById(int.Parse(Text(), System.Globalization.CultureInfo.InvariantCulture)))
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal("kernel died", (await RunAsync("1"))?.Name);
    }

    [Fact]
    public async Task Many_small_writes_are_few_messages_and_nothing_is_lost()
    {
        Assert.Null(await RunAsync("for (int i = 0; i < 20_000; i++) Console.Write((char)('a' + i % 26));"));
        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)('a' + (i % 26)))), Text());
        Assert.InRange(received.Count, 1, 10_000);
    }

    [Fact]
    public async Task A_character_that_is_written_in_halves_stays_whole()
    {
        Assert.Null(await RunAsync("Console.Write('\\ud83d'); System.Threading.Thread.Sleep(50); Console.Write('\\ude00'); Console.Out.Write(\"!\");"));
        Assert.Equal("\U0001F600!", Text());
    }

    [Fact]
    public async Task A_cancelled_cell_may_end_in_its_own_way()
    {
        using var source = new CancellationTokenSource();
        var error = await RunAsync("""
            var token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;
            Console.WriteLine("begins");
            token.WaitHandle.WaitOne();
            Console.WriteLine("saved");
            """, source, cancelOn: "begins", ofGrace: Patience);
        Assert.Equal((CellError.Interrupted, "The cell was interrupted: it was asked to stop and did."), (error?.Name, error?.Message));
        Assert.Equal("begins\nsaved\n", Text());
    }

    [Fact]
    public async Task A_cancelled_cell_that_goes_on_is_ended_and_keeps_what_it_wrote()
    {
        using var source = new CancellationTokenSource();
        var error = await RunAsync("Console.WriteLine(\"begins\"); while (true) { }", source, cancelOn: "begins");
        Assert.Equal(
            (CellError.Interrupted, "The cell was interrupted: it was asked to stop, was still running 0.3 seconds later, and was ended."),
            (error?.Name, error?.Message));
        Assert.Equal("begins\n", Text());
    }

    [Fact]
    public async Task The_second_cancellation_does_not_wait()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        using var registration = first.Token.Register(() => second.CancelAfter(100));
        var error = await RunAsync("Console.WriteLine(\"begins\"); while (true) { }", first, cancelOn: "begins", ofGrace: TimeSpan.FromHours(1), endAtOnce: second.Token);
        Assert.Equal((CellError.Interrupted, "The cell was interrupted: it was ended at once."), (error?.Name, error?.Message));
        Assert.Equal("begins\n", Text());
    }

    [Fact]
    public async Task A_timeout_asks_first_too()
    {
        using var patient = WorkerProcess.Start(folder.Path, Patience);
        await patient.RunAsync("1", null, _ => { }, CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var error = await patient.RunAsync(
            "Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne(); Console.Write(\"saved\");",
            TimeSpan.FromSeconds(1.5), received.Add, CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(("timeout", "The cell ran longer than 1.5 seconds: it was asked to stop and did."), (error?.Name, error?.Message));
        Assert.Equal("saved", Text());
    }

    [Fact]
    public async Task A_worker_that_ends_just_before_the_cancellation_was_interrupted_too()
    {
        using var source = new CancellationTokenSource();
        var error = await worker.RunAsync(
            "Console.WriteLine(\"begins\"); Environment.Exit(130);", null, _ => source.CancelAfter(20), source.Token).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(CellError.Interrupted, error?.Name);
    }

    [Fact]
    public async Task A_signal_of_the_terminal_does_not_end_the_worker()
    {
        SkipOnWindows();
        Assert.Null(await RunAsync("""
            foreach (string signal in new[] { "-INT", "-TERM" })
            {
                using (var kill = System.Diagnostics.Process.Start("kill", [signal, Environment.ProcessId.ToString()]))
                    kill.WaitForExit();
            }
            System.Threading.Thread.Sleep(200);
            Console.Write("alive");
            """));
        Assert.Equal("alive", Text());
    }

    [Fact]
    public async Task A_fault_of_whoever_receives_belongs_to_whoever_runs_the_cell() => await Assert.ThrowsAsync<InvalidDataException>(
        () => worker.RunAsync("Console.Write(1);", null, _ => throw new InvalidDataException(), CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken));

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "It uses Unix programs.");

    private async Task<CellError?> RunAsync(string code)
    {
        received.Clear();
        return await worker.RunAsync(code, null, received.Add, CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private async Task<CellError?> RunAsync(string code, CancellationTokenSource source, string cancelOn, TimeSpan? ofGrace = null, CancellationToken endAtOnce = default)
    {
        using var own = ofGrace is null ? null : WorkerProcess.Start(folder.Path, ofGrace);
        return await (own ?? worker).RunAsync(code, null, receive, source.Token, endAtOnce).WaitAsync(Patience, TestContext.Current.CancellationToken);

        void receive(CellEvent message)
        {
            received.Add(message);
            if (message is StreamText text && text.Text.Contains(cancelOn, StringComparison.Ordinal))
                _ = source.CancelAsync();
        }
    }

    private string Text() => string.Concat(received.OfType<StreamText>().Select(text => text.Text));

    private List<string> Outputs()
    {
        var outputs = new CellOutputs();
        foreach (var message in received)
            outputs.Add(message, 1);
        return [.. outputs.All.Select(output => output["name"] is { } name ? $"{name}: {output["text"]}" : $"display: {output["data"]!["text/plain"]}")];
    }
}
