using DigitForge.Display;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class LiveViewTests
{
    [Fact]
    public void In_a_notebook_frames_replace_one_another_in_one_place_and_the_last_one_stays()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView())
        {
            for (int i = 0; i < 50; i++)
                view.Show(Frame(i));
        }

        var place = Assert.Single(cell.Places);
        Assert.Equal("frame 0", place[0].ToString());
        Assert.Equal("frame 49", place[^1].ToString());
    }

    [Fact]
    public async Task A_frame_that_is_slow_to_draw_does_not_hold_up_the_work()
    {
        using var cell = RunningCell.Begin();
        using var mayDraw = new ManualResetEventSlim();
        var view = new LiveView();
        view.Show(Frame(0));
        view.Show(() =>
        {
            mayDraw.Wait();
            return new Text("slow");
        });
        for (int i = 1; i <= 1000; i++)
            view.Show(Frame(i));
        Assert.Single(cell.Places[0]);

        mayDraw.Set();
        await Task.Run(view.Dispose);
        Assert.Equal(["frame 0", "slow", "frame 1000"], cell.Places[0].Select(shown => shown.ToString()));
    }

    // The extension drops the updates of an output that it has forgotten, so that output may show its first frame for ever.
    [Fact]
    public void In_Jupyter_the_last_frame_is_shown_anew_once_and_the_place_above_says_so()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView { IsJupyter = true, FirstFrameAfter = TimeSpan.Zero })
        {
            view.Show(Frame(0));
            Assert.True(SpinWait.SpinUntil(() => cell.Places is [{ Count: > 0 }], TimeSpan.FromSeconds(30)));
            for (int i = 1; i < 10; i++)
                view.Show(Frame(i));
        }

        Assert.Equal(2, cell.Places.Count);
        Assert.Equal("frame 0", cell.Places[0][0].ToString());
        Assert.Equal("The run has ended. How it ended is shown below.", cell.Places[0][^1].ToString());
        Assert.Equal("The end of the run: frame 9", Assert.Single(cell.Places[1]).ToString());
        Assert.Equal("<p><b>The end of the run</b></p>frame 9", ((IHtmlView)cell.Places[1][0]).ToHtml());
    }

    [Fact]
    public void In_Jupyter_work_that_ends_before_the_first_frame_shows_its_last_one_only()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView { IsJupyter = true, FirstFrameAfter = TimeSpan.FromHours(1) })
        {
            for (int i = 0; i < 5; i++)
                view.Show(Frame(i));
            Assert.Empty(cell.Places);
        }

        Assert.Equal("frame 4", Assert.Single(Assert.Single(cell.Places)).ToString());
    }

    [Fact]
    public void In_Jupyter_a_last_frame_that_cannot_be_drawn_leaves_the_one_before()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView { IsJupyter = true, FirstFrameAfter = TimeSpan.Zero })
        {
            view.Show(Frame(0));
            Assert.True(SpinWait.SpinUntil(() => cell.Places is [{ Count: > 0 }], TimeSpan.FromSeconds(30)));
            view.Show(() => throw new InvalidOperationException("No colour left."));
        }

        Assert.Equal(3, cell.Places.Count);
        Assert.StartsWith("A frame could not be drawn", cell.Places[1].Single().ToString(), StringComparison.Ordinal);
        Assert.Equal("The end of the run: frame 0", cell.Places[2].Single().ToString());
    }

    [Theory]
    [InlineData(true, "Microsoft.DotNet.Interactive.App.dll", "jupyter", "--default-kernel", "csharp", "/run/kernel-1.json")]
    [InlineData(true, "Microsoft.DotNet.Interactive.App.dll", "--verbose", "jupyter", "stdio")]
    [InlineData(false, "Microsoft.DotNet.Interactive.App.dll", "stdio", "--working-dir", "jupyter")]
    [InlineData(false, "jupyter", "worker")]
    [InlineData(false)]
    public void Jupyter_is_told_by_the_kernels_arguments(bool isJupyter, params string[] commandLine) =>
        Assert.Equal(isJupyter, NotebookHost.TalksToJupyter(commandLine));

    [Theory]
    [InlineData(false, "frame 0", "late")]
    [InlineData(true, "late")]
    public void A_frame_that_is_never_drawn_does_not_hold_up_the_end(bool isTheOnlyOne, params string[] others)
    {
        using var cell = RunningCell.Begin();
        using var mayDraw = new ManualResetEventSlim();
        var view = new LiveView { IsJupyter = isTheOnlyOne, FirstFrameAfter = TimeSpan.FromHours(1), Patience = TimeSpan.FromSeconds(0.5) };
        if (!isTheOnlyOne)
            view.Show(Frame(0));
        view.Show(() =>
        {
            mayDraw.Wait();
            return new Text("late");
        });
        view.Dispose();

        string[] Shown() => [.. cell.Places.ToArray().SelectMany(place => place.ToArray()).Select(shown => shown.ToString()!)];
        const string report = "The last frame was not drawn within 0.5 seconds, so what is shown here may be older. The run itself is not affected.";
        Assert.Equal([.. others[..^1], report], Shown());
        mayDraw.Set();
        Assert.True(SpinWait.SpinUntil(() => Shown().Length == others.Length + 1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void On_a_console_the_first_and_the_last_frame_are_written()
    {
        var console = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            using var view = new LiveView();
            for (int i = 0; i < 5; i++)
                view.Show(Frame(i));
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.Equal(["frame 0", "frame 4"], written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_view_that_showed_nothing_ends_in_silence()
    {
        using var cell = RunningCell.Begin();
        new LiveView().Dispose();
        Assert.Empty(cell.Places);
    }

    [Fact]
    public void A_frame_that_cannot_be_drawn_is_reported_once_in_one_line_and_the_next_ones_are_shown()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView())
        {
            view.Show(Frame(0));
            view.Show(() => throw new InvalidOperationException("No colour left.\nat some line"));
            view.Show(() => throw new InvalidOperationException("No paper left."));
            view.Show(Frame(1));
        }

        Assert.Equal(2, cell.Places.Count);
        Assert.Equal("frame 1", cell.Places[0][^1].ToString());
        Assert.Equal("A frame could not be drawn (InvalidOperationException: No colour left). The run itself is not affected.", Assert.Single(cell.Places[1]).ToString());
    }

    [Fact]
    public void Where_the_first_frame_cannot_be_drawn_the_next_one_is_the_first()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView())
        {
            view.Show(() => throw new InvalidOperationException("No colour left."));
            view.Show(Frame(1));
        }

        Assert.Contains("No colour left", cell.Places[0].Single().ToString(), StringComparison.Ordinal);
        Assert.Equal("frame 1", cell.Places[1].Single().ToString());
    }

    [Fact]
    public void What_the_host_cannot_show_is_reported_by_its_cause()
    {
        using var cell = RunningCell.Begin();
        using (var view = new LiveView())
        {
            view.Show(Frame(0));
            view.Show(() => new Unshowable());
        }

        Assert.Contains("(NotSupportedException: Not as <HTML>)", cell.Places[1].Single().ToString(), StringComparison.Ordinal);
        Assert.Contains("Not as &lt;HTML&gt;", ((IHtmlView)cell.Places[1][0]).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_frame_does_not_hide_an_exception_of_the_work()
    {
        using var cell = RunningCell.Begin();
        var own = Assert.Throws<ArithmeticException>(Work);
        Assert.Equal("The work's own.", own.Message);

        static void Work()
        {
            using var view = new LiveView();
            view.Show(Frame(0));
            view.Show(() => throw new InvalidOperationException("No colour left."));
            view.Show(() => throw new InvalidOperationException("No paper left."));
            throw new ArithmeticException("The work's own.");
        }
    }

    [Fact]
    public void Where_nothing_can_be_shown_the_report_goes_to_the_console()
    {
        var (console, errors) = (Console.Out, Console.Error);
        using var closed = new StringWriter();
        closed.Close();
        using var written = new StringWriter();
        Console.SetOut(closed);
        Console.SetError(written);
        try
        {
            using var view = new LiveView();
            view.Show(Frame(0));
        }
        finally
        {
            Console.SetOut(console);
            Console.SetError(errors);
        }

        Assert.StartsWith("A frame could not be drawn (ObjectDisposedException: ", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_stop_button_is_the_running_cells()
    {
        Assert.Equal(CancellationToken.None, NotebookHost.CancellationToken);
        using var cell = RunningCell.Begin();
        Assert.False(NotebookHost.CancellationToken.IsCancellationRequested);
        cell.Stop();
        Assert.True(NotebookHost.CancellationToken.IsCancellationRequested);
    }

    private static Func<IHtmlView> Frame(int number) => () => new Text($"frame {number}");

    [TypeFormatterSource(typeof(HtmlFormatterSource))]
    private sealed class Unshowable : IHtmlView
    {
        public string ToHtml() => throw new NotSupportedException("Not as <HTML>.");
    }

    [TypeFormatterSource(typeof(HtmlFormatterSource))]
    private sealed record Text(string Content) : IHtmlView
    {
        public string ToHtml() => Content;

        public override string ToString() => Content;
    }
}
