using System.Reflection;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>A part of a cell's output whose content changes while the cell runs.</summary>
/// <remarks>
/// In .NET Interactive and in the project's runner each frame replaces the previous one. In a host that cannot do that, only the first and the
/// last frame are shown. A Jupyter kernel may lose updates. There the first frame waits for a second, which makes losses rare, and the last
/// frame is shown again as a new output, so that what stays on the page is true. Frames are drawn on another thread. A frame that arrives while
/// another is being drawn is dropped, so the work that the view shows never waits for it. A frame cannot stop that work either: the first frame
/// that cannot be drawn is reported in one line below the view, and later frames are drawn as before.
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

    /// <summary>Whether the host may lose updates.</summary>
    internal bool IsJupyter { get; init; } = NotebookHost.IsJupyter;

    // VS Code's Jupyter extension loses the updates of an output that was shown before the extension cleared the cell's old output. Waiting
    // 0.15 s was enough on a quiet machine; 0.6 s was not on a busy one.
    /// <summary>How long the first frame waits if updates may get lost.</summary>
    internal TimeSpan FirstFrameAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long Dispose waits for a frame that is being drawn.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Shows a frame, or replaces the current one. It never throws, whatever the frame does.</summary>
    /// <param name="frame">Creates the frame. It is called on another thread, or not at all if that thread is busy.</param>
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
    /// Waits some seconds for the drawing thread, and shows the newest frame. Call it before the cell ends, because a host drops later
    /// output. It never throws, so it cannot hide an exception of the work that the view shows.
    /// </summary>
    public void Dispose()
    {
        ended.TrySetResult();
        // The last frame is also drawn on another thread, so that the cell ends whatever the frame does.
        if (!drawing.Wait(Patience) || !Task.Run(DrawLast).Wait(Patience))
            Task.Run(() => Report(FrameFailure.TooSlow(Patience))).Wait(Patience);
    }

    // If several frames arrived in the meantime, the newest is used first.
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

    /// <summary>Runs an action for a frame. The first failure is reported in the cell's output.</summary>
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
            // The host no longer shows anything; only the console is left.
            Console.Error.WriteLine(failure);
        }
    }
}

/// <summary>Reports, once, that frames cannot be drawn.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed class FrameFailure : IHtmlView
{
    private readonly string line;

    private FrameFailure(string line) => this.line = line;

    /// <summary>Describes a failure in one line.</summary>
    /// <param name="failure">The exception of the frame or the host. Wrapping exceptions are skipped.</param>
    public FrameFailure(Exception failure)
    {
        while (failure is TargetInvocationException or AggregateException && failure.InnerException is { } cause)
            failure = cause;
        line = Language.Text($"A frame could not be drawn ({failure.GetType().Name}: {failure.Message.Split('\n')[0].TrimEnd('\r', '.', '\u3002')}). The run itself is not affected.");
    }

    /// <summary>Describes a last frame that took too long.</summary>
    /// <param name="patience">How long the view waited.</param>
    public static FrameFailure TooSlow(TimeSpan patience) => new(Language.Text(
        $"The last frame was not drawn within {patience.TotalSeconds:0.#} seconds, so what is shown here may be older. The run itself is not affected."));

    /// <inheritdoc/>
    public string ToHtml() => $"<p>{HtmlText.Escape(line)}</p>";

    /// <summary>The line, for a console.</summary>
    public override string ToString() => line;
}

/// <summary>
/// The last frame as a new output. An earlier frame, whose updates were lost, may be above it, so it says that it is the end of the run.
/// </summary>
/// <param name="Last">The last frame.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed record EndOfView(IHtmlView Last) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"<p><b>{HtmlText.Escape(Language.Text("The end of the run"))}</b></p>{Last.ToHtml()}";

    /// <summary>The last frame's line, for a console.</summary>
    public override string ToString() => Language.Text($"The end of the run: {Last}");
}

/// <summary>Replaces the frames if the last one is shown again below.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed class ViewHasEnded : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"<p>{HtmlText.Escape(ToString())}</p>";

    /// <summary>The line, for a console.</summary>
    public override string ToString() => Language.Text("The run has ended. How it ended is shown below.");
}
