using NotebookRunner.Documents;
using NotebookRunner.Kernel;
using NotebookRunner.Workers;
using Shared;

namespace NotebookRunner.Tests.Kernel;

/// <summary>A kernel in a folder of its own, and all that its cells have told.</summary>
internal sealed class KernelFixture : IDisposable
{
    private readonly CSharpKernel kernel;
    private readonly TextWriter standardOut = Console.Out;
    private List<CellEvent> heard = [];

    public KernelFixture()
    {
        kernel = new CSharpKernel(Folder.Path, message => heard.Add(message));
        Console.SetOut(new StreamTextWriter("stdout", message => heard.Add(message)));
    }

    public TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Console.SetOut(standardOut);
        Folder.Dispose();
    }

    /// <summary>Runs cells; what the last one told.</summary>
    public async Task<IReadOnlyList<CellEvent>> RunAsync(params string[] cells)
    {
        foreach (string cell in cells)
        {
            heard = [];
            await kernel.RunAsync(cell);
        }

        return heard;
    }

    /// <summary>Runs cells; the value of the last one as text.</summary>
    public async Task<string?> ValueAsync(params string[] cells)
    {
        var told = await RunAsync(cells);
        return told.OfType<CellError>().FirstOrDefault() is { } error
            ? throw new InvalidOperationException(error.Message)
            : told.OfType<ResultData>().SingleOrDefault()?.Data["text/plain"];
    }
}
