using System.Reflection;

namespace DigitForge.Display;

/// <summary>One place in a cell's output whose content changes while the cell runs.</summary>
/// <remarks>
/// In .NET Interactive and in the project's runner each frame replaces the one before. Where a host cannot do that, the first
/// and the last frame are shown. Frames are drawn on another thread, and one that comes while another is being drawn is
/// dropped: the work that the view watches never waits for it. Nor can a frame stop that work: the first frame that cannot be drawn
/// is reported in one line below the view, and the frames after it are tried as before.
/// </remarks>
public sealed class LiveView : IDisposable
{
    private readonly Lock gate = new();
    private Action<IHtmlView>? replace;
    private Func<IHtmlView>? waiting;
    private Task drawing = Task.CompletedTask;
    private bool isShown;
    private bool hasReported;

    /// <summary>Shows a frame, or replaces the one that is shown. It throws nothing, whatever the frame does.</summary>
    /// <param name="frame">Makes the frame; it is called on another thread, or not at all if that is busy.</param>
    public void Show(Func<IHtmlView> frame)
    {
        lock (gate)
        {
            if (!isShown)
            {
                isShown = Try(() => replace = NotebookHost.Show(frame()));
            }
            else if (replace is not null && drawing.IsCompleted)
            {
                waiting = null;
                drawing = Task.Run(() => Try(() => replace(frame())));
            }
            else
            {
                waiting = frame;
            }
        }
    }

    /// <summary>
    /// Waits for the drawing thread and shows the newest frame. Call it before the cell ends: a host drops what comes later. It throws
    /// nothing, so that it cannot hide an exception of the work that the view watched.
    /// </summary>
    public void Dispose()
    {
        drawing.Wait();
        if (waiting is not { } newest)
            return;
        waiting = null;
        if (replace is not null)
            Try(() => replace(newest()));
        else
            Try(() => NotebookHost.Show(newest()));
    }

    /// <summary>Does something for a frame. If that fails, the first failure is reported in the cell's output.</summary>
    /// <returns>Whether it succeeded.</returns>
    internal bool Try(Action draw)
    {
        try
        {
            draw();
            return true;
        }
        catch (Exception failure)
        {
            if (!Interlocked.Exchange(ref hasReported, true))
                Report(new FrameFailure(failure));
            return false;
        }
    }

    private static void Report(FrameFailure failure)
    {
        try
        {
            NotebookHost.Show(failure);
        }
        catch (Exception)
        {
            // The host shows nothing at all any more; the console is the only place left.
            Console.Error.WriteLine(failure);
        }
    }
}

/// <summary>What is shown, once, of frames that cannot be drawn.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed class FrameFailure : IHtmlView
{
    private readonly string line;

    /// <summary>Describes a failure in one line.</summary>
    /// <param name="failure">What the frame or the host threw. What only wraps another exception is left out.</param>
    public FrameFailure(Exception failure)
    {
        while (failure is TargetInvocationException or AggregateException && failure.InnerException is { } cause)
            failure = cause;
        line = $"A frame could not be drawn ({failure.GetType().Name}: {failure.Message.Split('\n')[0].TrimEnd('\r', '.')}). The run itself is not affected.";
    }

    /// <inheritdoc/>
    public string ToHtml() => $"<p>{HtmlText.Escape(line)}</p>";

    /// <summary>The line, for a console.</summary>
    public override string ToString() => line;
}
