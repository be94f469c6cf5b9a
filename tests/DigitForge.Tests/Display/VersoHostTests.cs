using DigitForge.Display;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class VersoHostTests
{
    [Theory]
    [InlineData(typeof(Plain))]
    [InlineData(typeof(WithMore))]
    public void It_calls_the_display_method_and_leaves_out_what_it_may(Type extensions)
    {
        Shown.Clear();
        var chart = Chart.Bars("bars", [1]);
        VersoHost.Show(extensions, chart);
        Assert.Same(chart, Assert.Single(Shown));
    }

    private static List<object> Shown { get; } = [];

    private static class Plain
    {
        public static void Display(object value) => Shown.Add(value);
    }

    private static class WithMore
    {
        public static void Display(string text) => throw new InvalidOperationException(text);

        public static async Task Display(object value, string? mimeType = null)
        {
            await Task.Yield();
            Assert.Null(mimeType);
            Shown.Add(value);
        }
    }
}
