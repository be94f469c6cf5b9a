using System.Net;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using NotebookRunner.Kernel;
using NotebookRunner.Workers;
using Shared;

namespace NotebookRunner.Tests.Kernel;

/// <summary>A kernel in a folder of its own, and all that its cells have sent.</summary>
internal sealed partial class KernelFixture : IDisposable
{
    private readonly TextWriter standardOut = Console.Out;
    private readonly string currentFolder = Directory.GetCurrentDirectory();
    private readonly NotebookKernel kernel;
    private List<CellEvent> received = [];

    public KernelFixture()
    {
        Directory.SetCurrentDirectory(Folder.Path);
        Console.SetOut(new StreamTextWriter("stdout", Receive));
        kernel = new NotebookKernel(Receive);
    }

    public TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        kernel.Dispose();
        PackageRestore.Clear(Environment.ProcessId);
        Console.SetOut(standardOut);
        Directory.SetCurrentDirectory(currentFolder);
        Folder.Dispose();
    }

    /// <summary>Runs cells; what the last one sent.</summary>
    public async Task<IReadOnlyList<CellEvent>> RunAsync(params string[] cells)
    {
        foreach (string cell in cells)
        {
            received = [];
            await kernel.RunAsync(cell);
        }

        return received;
    }

    /// <summary>Runs a cell and asks it to stop as soon as it writes something; what it sent.</summary>
    public async Task<IReadOnlyList<CellEvent>> StopAsync(string cell)
    {
        received = [];
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => kernel.RunAsync(cell, stop.Token));
        while (!running.IsCompleted && received.Count == 0)
            await Task.Delay(10);
        await stop.CancelAsync();
        await running;
        return received;
    }

    /// <summary>Runs cells; the value of the last one as text.</summary>
    public async Task<string?> ValueAsync(params string[] cells)
    {
        var sent = await RunAsync(cells);
        return sent.OfType<CellError>().FirstOrDefault() is { } error
            ? throw new InvalidOperationException(error.Message)
            : sent.OfType<ResultData>().SingleOrDefault() is { } result ? Text(result.Data) : null;
    }

    /// <summary>What is shown, without the HTML that it is shown in.</summary>
    public static string Text(IReadOnlyDictionary<string, string> data) => data.TryGetValue("text/plain", out string? plain)
        ? plain
        : WebUtility.HtmlDecode(Tag.Replace(StyleSheet.Replace(data["text/html"], ""), ""));

    private void Receive(CellEvent message)
    {
        lock (Folder)
            received.Add(message);
    }

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleSheet { get; }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }
}
