using System.Reflection;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>One place in a cell's output whose content changes while the cell runs.</summary>
/// <remarks>
/// In .NET Interactive and in the project's runner each frame replaces the one before. Where a host cannot do that, the first
/// and the last frame are shown. In a Jupyter kernel updates may get lost, so there the first frame comes after a second, which makes
/// that rare, and the last one is shown anew: what stays on the page is true. Frames are drawn on another thread, and one that comes while another is
/// being drawn is dropped: the work that the view watches never waits for it. Nor can a frame stop that work: the first frame that cannot be drawn
/// is reported in one line below the view, and the frames after it are tried as before.
/// </remarks>
public sealed class LiveView : IDisposable
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<IHtmlView>? replace;
    private Func<IHtmlView>? waiting;
    private IHtmlView? newest;
    private Task drawing = Task.CompletedTask;
    private bool hasWaited;
    private bool isShown;
    private bool hasReported;

    /// <summary>Whether the host is one that may lose updates.</summary>
    internal bool IsJupyter { get; init; } = NotebookHost.IsJupyter;

    // VS Code's Jupyter extension loses the updates of what is shown before it has cleared the cell's old output. 0.15 s were enough on a quiet
    // machine, 0.6 s were not on a busy one.
    /// <summary>How long the first frame waits where updates may get lost.</summary>
    internal TimeSpan FirstFrameAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the end waits for a frame that is being drawn.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Shows a frame, or replaces the one that is shown. It throws nothing, whatever the frame does.</summary>
    /// <param name="frame">Makes the frame; it is called on another thread, or not at all if that is busy.</param>
    public void Show(Func<IHtmlView> frame)
    {
        lock (gate)
        {
            if (!drawing.IsCompleted || (isShown && replace is null))
            {
                waiting = frame;
            }
            else if (isShown)
            {
                waiting = null;
                drawing = Task.Run(() => Draw(frame));
            }
            else if (IsJupyter && !hasWaited)
            {
                waiting = frame;
                hasWaited = true;
                drawing = ShowFirstAsync();
            }
            else
            {
                waiting = null;
                Draw(frame);
            }
        }
    }

    /// <summary>
    /// Waits some seconds for the drawing thread and shows the newest frame. Call it before the cell ends: a host drops what comes later. It throws
    /// nothing, so that it cannot hide an exception of the work that the view watched.
    /// </summary>
    public void Dispose()
    {
        ended.TrySetResult();
        // The last frame is drawn on another thread as well: whatever it does, the cell ends.
        if (!drawing.Wait(Patience) || !Task.Run(DrawLast).Wait(Patience))
            Task.Run(() => Report(FrameFailure.TooSlow(Patience))).Wait(Patience);
    }

    // The newest of the frames that have come in the meantime is the first.
    private async Task ShowFirstAsync()
    {
        if (await Task.WhenAny(Task.Delay(FirstFrameAfter), ended.Task).ConfigureAwait(false) == ended.Task)
            return;
        Func<IHtmlView> first;
        lock (gate)
            (first, waiting) = (waiting!, null);
        Draw(first);
    }

    private void Draw(Func<IHtmlView> frame) => Try(() =>
    {
        var drawn = frame();
        if (isShown && replace is not null)
            replace(drawn);
        else
            replace = NotebookHost.Show(drawn);
        (isShown, newest) = (true, drawn);
    });

    private void DrawLast()
    {
        bool mayBeLost = IsJupyter && replace is not null;
        if (waiting is { } last && mayBeLost)
            Try(() => newest = last());
        else if (waiting is not null)
            Draw(waiting);
        if (mayBeLost && Try(() => NotebookHost.Show(new EndOfView(newest!))))
            Try(() => replace!(new ViewHasEnded()));
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

    private FrameFailure(string line) => this.line = line;

    /// <summary>Describes a failure in one line.</summary>
    /// <param name="failure">What the frame or the host threw. What only wraps another exception is left out.</param>
    public FrameFailure(Exception failure)
    {
        while (failure is TargetInvocationException or AggregateException && failure.InnerException is { } cause)
            failure = cause;
        line = Language.Text($"A frame could not be drawn ({failure.GetType().Name}: {failure.Message.Split('\n')[0].TrimEnd('\r', '.', '\u3002')}). The run itself is not affected.");
    }

    /// <summary>Says that a frame took too long at the end.</summary>
    /// <param name="patience">How long the view has waited.</param>
    public static FrameFailure TooSlow(TimeSpan patience) => new(Language.Text(
        $"The last frame was not drawn within {patience.TotalSeconds:0.#} seconds, so what is shown here may be older. The run itself is not affected."));

    /// <inheritdoc/>
    public string ToHtml() => $"<p>{HtmlText.Escape(line)}</p>";

    /// <summary>The line, for a console.</summary>
    public override string ToString() => line;
}

/// <summary>The last frame where it is shown anew. Above it may stand an early frame whose updates got lost, so it says which one is true.</summary>
/// <param name="Last">The last frame.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed record EndOfView(IHtmlView Last) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"<p><b>{HtmlText.Escape(Language.Text("The end of the run"))}</b></p>{Last.ToHtml()}";

    /// <summary>The last frame's line, for a console.</summary>
    public override string ToString() => Language.Text($"The end of the run: {Last}");
}

/// <summary>What takes the place of the frames where the last one is shown anew below.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed class ViewHasEnded : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"<p>{HtmlText.Escape(ToString())}</p>";

    /// <summary>The line, for a console.</summary>
    public override string ToString() => Language.Text("The run has ended. How it ended is shown below.");
}
