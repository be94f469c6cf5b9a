using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DigitForge.Training;
using NotebookRunner.Documents;
using NotebookRunner.Series;
using NotebookRunner.Workers;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>However a training cell is interrupted, the run's newest checkpoint is that of its last iteration.</summary>
public sealed partial class InterruptedTrainingTests : IDisposable
{
    // Trained and saved before the interruption, so that there is a checkpoint even if the interruption is early.
    private const int Before = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();

    private string RunFolder => folder.File("run");

    // A checkpoint every 200 iterations, so that the newest one is hardly ever that of the last iteration by chance.
    private string Preparation => $$"""
        #r "{{RepositoryFolder.File("artifacts", "digitforge", "DigitForge.dll")}}"
        using DigitForge.Data;
        using DigitForge.Display;
        using DigitForge.Models;
        using DigitForge.Runtime;
        using DigitForge.Teaching;
        using DigitForge.Training;

        var mnist = DataSets.Mnist.Load(@"{{RepositoryFolder.File("data", "mnist")}}");
        var random = TorchRuntime.Random(1);
        var gan = Gan.Compile(new Generator(random), new Discriminator(random), GanRecipe.Article with { BatchSize = 4 });
        var trainer = new GanTrainer(gan, mnist, random);
        trainer.Checkpoints = new TrainingCheckpoints(@"{{RunFolder}}", 200, TimeSpan.FromDays(1));
        trainer.Train({{Before}});
        """;

    // Trains as notebook 5 does, and then prints what the trainer itself reports.
    private const string Training = """
        using (var view = new TrainingView(trainer))
            trainer.TrainTo(100_000_000, view, NotebookHost.CancellationToken);
        Console.WriteLine($"trained {trainer.Iteration}");
        """;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_timeout_loses_no_iteration()
    {
        using var worker = WorkerProcess.Start(folder.Path);
        Assert.Null(await worker.RunAsync(Preparation, null, _ => { }, CancellationToken.None).WaitAsync(Patience));
        string printed = "";
        var error = await worker.RunAsync(Training, TimeSpan.FromSeconds(2), Receive, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(("timeout", "The cell ran longer than 2 seconds: it was asked to stop and did."), (error?.Name, error?.Message));
        RequireNewestCheckpointOf(printed);

        void Receive(CellEvent output) => printed += (output as StreamText)?.Text;
    }

    [Fact]
    public async Task Ctrl_C_loses_no_iteration()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only a Unix signal can be sent to another process.");
        Assert.SkipWhen(InterruptsAreIgnored(), "A program started in the background inherits that interrupts are ignored.");
        string path = WriteNotebook(Preparation, Training);
        using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(SeriesRun).Assembly.Location, path, "--out", folder.File("out")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var printed = Task.WhenAll(program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await UntilItTrainsAsync(program);
        using (var kill = Process.Start("kill", ["-INT", $"{program.Id}"]))
            await kill.WaitForExitAsync();
        await program.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(130, program.ExitCode);
        await printed;
        string written = await File.ReadAllTextAsync(folder.File("out", "training.ipynb"));
        Assert.Contains("The cell was interrupted: it was asked to stop and did.", written, StringComparison.Ordinal);
        RequireNewestCheckpointOf(written);
    }

    private async Task UntilItTrainsAsync(Process program)
    {
        var waited = Stopwatch.StartNew();
        while (new TrainingCheckpoints(RunFolder).NewestIteration is not > Before)
        {
            Assert.False(program.HasExited || waited.Elapsed > Patience, "The notebook did not begin to train.");
            await Task.Delay(20);
        }
    }
    private void RequireNewestCheckpointOf(string printed)
    {
        int trained = int.Parse(Trained.Match(printed).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(trained > Before, "The training was interrupted before its first iteration.");
        Assert.Equal(trained, new TrainingCheckpoints(RunFolder).NewestIteration);
    }

    private string WriteNotebook(params string[] cells)
    {
        string path = folder.File("training.ipynb");
        var code = cells.Select((source, i) => new
        {
            cell_type = "code",
            id = $"cell-{i}",
            metadata = new { },
            source,
            execution_count = (int?)null,
            outputs = Array.Empty<object>(),
        });
        File.WriteAllText(path, JsonSerializer.Serialize(new { cells = code, metadata = new { }, nbformat = 4, nbformat_minor = 5 }));
        return path;
    }

    // Linux shows a process's ignored signals as a mask; bit 1 is SIGINT.
    private static bool InterruptsAreIgnored()
    {
        const string status = "/proc/self/status";
        string? mask = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return mask is not null && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }

    [GeneratedRegex(@"trained (\d+)")]
    private static partial Regex Trained { get; }
}
