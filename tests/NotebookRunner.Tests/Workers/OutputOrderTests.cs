using System.Text;
using NotebookRunner.Documents;
using NotebookRunner.Workers;
using Xunit;

namespace NotebookRunner.Tests.Workers;

public sealed class OutputOrderTests
{
    private readonly List<string> delivered = [];
    private readonly OutputOrder order;

    public OutputOrderTests() => order = new OutputOrder(message => delivered.Add(message is StreamText text ? text.Text : "done"));

    [Fact]
    public void An_event_waits_for_what_was_printed_before_it_and_what_comes_after_waits_for_the_event()
    {
        order.Event(new StreamText("stdout", "event 1"));
        order.Event(new CellDone());
        Assert.Empty(delivered);

        order.Read("stdout", "native a");
        order.Read("stdout", 1L);
        order.Read("stdout", "native b");
        order.Read("stderr", 1L);
        Assert.Equal(["native a", "event 1", "native b"], delivered);

        order.Read("stderr", 2L);
        order.Read("stdout", 2L);
        Assert.Equal("done", delivered[^1]);
    }

    [Fact]
    public void A_stream_that_has_ended_and_a_mark_that_is_missing_keep_nothing_back()
    {
        order.End("stderr");
        order.Read("stdout", 1L);
        order.Event(new StreamText("stdout", "event 1"));
        Assert.Equal(["event 1"], delivered);

        order.Read("stdout", "before");
        order.Read("stdout", 3L);
        order.Read("stdout", "last words");
        order.Event(new CellDone());
        Assert.Equal(["event 1", "before", "done"], delivered);
        order.End();
        Assert.Equal(["event 1", "before", "done", "last words"], delivered);
    }

    [Fact]
    public void A_mark_is_found_whole_and_known_in_part()
    {
        var mark = new StreamMark("/tmp/notebook-0123456789abcdef0123456789abcdef");
        string written = Encoding.ASCII.GetString(mark.Write(42));
        Assert.Equal((3, 3 + written.Length, 42), mark.Find($"abc{written}def"));
        for (int length = 1; length < written.Length; length++)
            Assert.Equal((3, -1, 0), mark.Find("abc" + written[..length]));

        Assert.Equal((3, -1, 0), mark.Find("abc"));
        string other = Encoding.ASCII.GetString(new StreamMark("/tmp/notebook-f123456789abcdef0123456789abcdef").Write(1));
        Assert.Equal((other.Length + 1, other.Length + 1 + written.Length, 42), mark.Find($"\u001e{other}{written}"));
        string bad = written.Replace("42", "4x", StringComparison.Ordinal);
        Assert.Equal((bad.Length, -1, 0), mark.Find(bad));
    }
}

public sealed class StreamTextWriterTests
{
    private readonly List<string> sent = [];

    [Fact]
    public void Every_way_to_end_a_line_writes_one_line_feed()
    {
        using var writer = new StreamTextWriter("stdout", message => sent.Add(((StreamText)message).Text));
        writer.WriteLine();
        writer.WriteLine("text");
        writer.WriteLine('c');
        writer.WriteLine(['a', 'b']);
        writer.WriteLine(['a', 'b', 'c'], 1, 2);
        writer.WriteLine("span".AsSpan());
        writer.WriteLine(1);
        writer.WriteLine(true);
        writer.WriteLine("{0}-{1}", 1, 2);
        writer.WriteLine((object)"object");
        writer.WriteLine(new StringBuilder("builder"));
        writer.WriteLine((string?)null);

        Assert.Equal("\ntext\nc\nab\nbc\nspan\n1\nTrue\n1-2\nobject\nbuilder\n\n", string.Concat(sent));
        Assert.Equal("\n", writer.NewLine);
    }
}
