using NotebookRunner.Documents;

namespace NotebookRunner.Workers;

/// <summary>
/// Puts what arrives on three pipes, the worker's events and its two standard streams, into the order in which it was written, by the
/// marks in the streams: what a stream has before mark N comes before event N, and what it has behind comes after.
/// </summary>
/// <param name="deliver">Receives the events, native text among them, one at a time.</param>
internal sealed class OutputOrder(Action<CellEvent> deliver)
{
    private readonly Lock gate = new();
    private readonly Queue<CellEvent> events = new();
    private readonly Dictionary<string, Queue<object>> streams = new() { ["stdout"] = new(), ["stderr"] = new() };
    private readonly HashSet<string> ended = [];
    private long delivered;

    /// <summary>The worker has sent its next event.</summary>
    public void Event(CellEvent message)
    {
        lock (gate)
        {
            events.Enqueue(message);
            DeliverAll();
        }
    }

    /// <summary>Something was read from a stream: text, as a string, or a mark's number.</summary>
    public void Read(string stream, object textOrMark)
    {
        lock (gate)
        {
            streams[stream].Enqueue(textOrMark);
            DeliverAll();
        }
    }

    /// <summary>A stream has ended; no event waits for it any more.</summary>
    public void End(string stream)
    {
        lock (gate)
        {
            ended.Add(stream);
            DeliverAll();
        }
    }

    /// <summary>The worker has ended: everything is delivered, whatever is missing.</summary>
    public void End()
    {
        lock (gate)
        {
            ended.UnionWith(streams.Keys);
            DeliverAll();
            delivered = long.MaxValue;
            DeliverAll();
        }
    }

    private void DeliverAll()
    {
        while (true)
        {
            bool isReady = true;
            foreach (var (name, stream) in streams)
                isReady &= DeliverUpToNextEvent(name, stream);
            if (!isReady || !events.TryDequeue(out var message))
                return;
            delivered++;
            deliver(message);
        }
    }

    // Whether all is read that the stream has before the next event.
    private bool DeliverUpToNextEvent(string name, Queue<object> stream)
    {
        while (stream.TryPeek(out object? next))
        {
            if (next is long mark && mark > delivered)
                return true;
            stream.Dequeue();
            if (next is string text)
                deliver(new StreamText(name, text));
        }

        return ended.Contains(name);
    }
}

/// <summary>Reads what native code, and the programs that a cell starts, write to one of the worker's standard streams.</summary>
internal sealed class NativeText
{
    private const int MaxLastWords = 4_000;

    private readonly StreamReader reader;
    private readonly string name;
    private readonly StreamMark mark;
    private readonly OutputOrder order;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private string lastWords = "";

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="mark">The worker's marks, which are not part of the text.</param>
    /// <param name="order">Receives the text as it comes.</param>
    public NativeText(StreamReader reader, string name, StreamMark mark, OutputOrder order)
    {
        this.reader = reader;
        this.name = name;
        this.mark = mark;
        this.order = order;
        // Reading blocks, and a pipe that is full would stop the worker: a thread of its own.
        new Thread(Read) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Completes at the stream's end.</summary>
    public Task Ended => ended.Task;

    /// <summary>The end of the text.</summary>
    public string LastWords
    {
        get
        {
            lock (gate)
                return lastWords;
        }
    }

    /// <summary>Lets <see cref="LastWords"/> begin anew.</summary>
    public void ForgetLastWords()
    {
        lock (gate)
            lastWords = "";
    }

    private void Read()
    {
        char[] buffer = new char[8_192];
        string held = "";
        try
        {
            while (reader.Read(buffer) is > 0 and var count)
                held = Take(held + new string(buffer, 0, count));
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The same as the stream's end.
        }

        Deliver(held);
        order.End(name);
        ended.TrySetResult();
    }

    // Returns what may be the beginning of a mark.
    private string Take(string text)
    {
        var rest = text.AsSpan();
        while (true)
        {
            var (begin, end, number) = mark.Find(rest);
            Deliver(rest[..begin].ToString());
            if (end < 0)
                return rest[begin..].ToString();
            order.Read(name, number);
            rest = rest[end..];
        }
    }

    private void Deliver(string text)
    {
        if (text.Length == 0)
            return;
        lock (gate)
        {
            string all = lastWords + text;
            lastWords = all.Length > MaxLastWords ? all[^MaxLastWords..] : all;
        }

        order.Read(name, text);
    }
}
