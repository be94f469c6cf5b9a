using System.Text;

namespace NotebookRunner.Workers;

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
