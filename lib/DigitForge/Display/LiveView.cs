namespace DigitForge.Display;

/// <summary>One place in a cell's output whose content changes while the cell runs.</summary>
/// <remarks>
/// In .NET Interactive and in the project's runner each frame replaces the one before. Where a host cannot do that, the first
/// and the last frame are shown. Frames are drawn on another thread, and one that comes while another is being drawn is
/// dropped: the work that the view watches never waits for it.
/// </remarks>
public sealed class LiveView : IDisposable
{
    private readonly Lock gate = new();
    private Action<IHtmlView>? replace;
    private Func<IHtmlView>? waiting;
    private Task drawing = Task.CompletedTask;
    private bool isShown;

    /// <summary>Shows a frame, or replaces the one that is shown.</summary>
    /// <param name="frame">Makes the frame; it is called on another thread, or not at all if that is busy.</param>
    public void Show(Func<IHtmlView> frame)
    {
        lock (gate)
        {
            if (!isShown)
            {
                isShown = true;
                replace = NotebookHost.Show(frame());
            }
            else if (replace is not null && drawing.IsCompleted)
            {
                waiting = null;
                drawing = Task.Run(() => replace(frame()));
            }
            else
            {
                waiting = frame;
            }
        }
    }

    /// <summary>Waits for the drawing thread and shows the newest frame. Call it before the cell ends: a host drops what comes later.</summary>
    public void Dispose()
    {
        drawing.Wait();
        if (waiting is null)
            return;
        if (replace is not null)
            replace(waiting());
        else
            NotebookHost.Show(waiting());
        waiting = null;
    }
}
