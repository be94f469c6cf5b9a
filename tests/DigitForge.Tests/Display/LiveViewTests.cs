using DigitForge.Display;
using Microsoft.DotNet.Interactive;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class LiveViewTests
{
    [Fact]
    public void In_a_notebook_frames_replace_one_another_in_one_place_and_the_last_one_stays()
    {
        using var cell = KernelInvocationContext.Open();
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
        using var cell = KernelInvocationContext.Open();
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
        using var cell = KernelInvocationContext.Open();
        new LiveView().Dispose();
        Assert.Empty(cell.Places);
    }

    [Fact]
    public void The_stop_button_is_the_running_cells()
    {
        Assert.Equal(CancellationToken.None, NotebookHost.CancellationToken);
        using var stop = new CancellationTokenSource();
        using var cell = KernelInvocationContext.Open(stop.Token);
        Assert.Equal(stop.Token, NotebookHost.CancellationToken);
    }

    private static Func<IHtmlView> Frame(int number) => () => new Text($"frame {number}");

    private sealed record Text(string Content) : IHtmlView
    {
        public string ToHtml() => Content;

        public override string ToString() => Content;
    }
}
