using System.Text;
using NotebookRunner.Documents;
using NotebookRunner.Kernel;

namespace NotebookRunner.Workers;

/// <summary>The other end of <see cref="WorkerProcess"/>: reads code from standard input, runs it, tells what it gives.</summary>
internal static class Worker
{
    /// <summary>Runs cells until there are no more.</summary>
    public static async Task<int> RunAsync()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        var gate = new Lock();
        void Send(CellEvent message)
        {
            string line = Channel.Write(message);
            lock (gate)
                output.WriteLine(line);
        }

        using var standardOut = new StreamTextWriter("stdout", Send);
        using var standardError = new StreamTextWriter("stderr", Send);
        Console.SetIn(TextReader.Null);
        Console.SetOut(standardOut);
        Console.SetError(standardError);

        var kernel = new CSharpKernel(Directory.GetCurrentDirectory(), Send);
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            await kernel.RunAsync(Channel.ReadCode(line)).ConfigureAwait(false);
            Send(new CellDone());
        }

        return 0;
    }
}

/// <summary>A console that tells each text as an event.</summary>
internal sealed class StreamTextWriter(string name, Action<CellEvent> send) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override string NewLine => "\n";

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
            send(new StreamText(name, value));
    }

    public override void WriteLine(string? value) => Write(value + NewLine);
}
