using DigitForge.Display;
using SkiaSharp;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class TimelineTests
{
    private static readonly ImageGrid[] Shades = [.. new[] { 0.0, 0.5, 1.0 }.Select(shade => Grid(shade, size: 4))];

    [Fact]
    public void A_timeline_holds_every_picture_with_its_time()
    {
        string html = Timeline.Create(Shades).ToHtml();

        Assert.All(Shades, grid => Assert.Contains(Convert.ToBase64String(grid.ToPng()), html.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains("""max="2" value="2" """.TrimEnd(), html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    // A Markdown page runs no scripts.
    [Theory]
    [InlineData(1, "shade 0")]
    [InlineData(3, "shade 0|shade 1|shade 2")]
    [InlineData(21, "shade 0|shade 1|shade 2|shade 5|shade 10|shade 20")]
    public void Where_no_script_runs_some_of_its_pictures_stand_side_by_side(int count, string titles)
    {
        var frames = Enumerable.Range(0, count).Select(i => Grid(0, size: 4, $"shade {i}")).ToList();
        string still = Timeline.Create(frames).ToHtml().Split("<noscript>")[1].Split("</noscript>")[0];
        Assert.Equal(titles, string.Join('|', still.Split("<th>").Skip(1).Select(cell => cell.Split("</th>")[0])));
        Assert.Equal(titles.Split('|').Length, still.Split("<img ").Length - 1);
    }

    [Fact]
    public void An_animation_decodes_to_its_pictures_and_times()
    {
        var animation = Animation.Create(Shades, TimeSpan.FromMilliseconds(100));

        using var data = SKData.CreateCopy(animation.ToWebP());
        using var codec = SKCodec.Create(data);
        Assert.Equal(SKEncodedImageFormat.Webp, codec.EncodedFormat);
        Assert.Equal([100, 100, 400], codec.FrameInfo.Select(frame => frame.Duration));
        Assert.Equal(-1, codec.RepetitionCount);
        Assert.Equal([0, 128, 255], Enumerable.Range(0, 3).Select(frame => Middle(codec, frame)));
    }

    [Fact]
    public void An_animation_is_saved_whole()
    {
        using var folder = new Shared.TemporaryFolder();
        string path = Path.Combine(folder.Path, "new", "a.webp");
        var animation = Animation.Create(Shades).Save(path);
        Assert.Equal(animation.ToWebP(), File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Pictures_of_different_sizes_and_none_at_all_are_refused()
    {
        var sizes = Assert.Throws<ArgumentException>(() => Timeline.Create([Shades[0], Grid(0, size: 5)]));
        Assert.StartsWith("Found a grid of 19 x 19 pixels, expected 16 x 16 as the first.", sizes.Message, StringComparison.Ordinal);
        Assert.StartsWith("Found no grid", Assert.Throws<ArgumentException>(() => Animation.Create([])).Message, StringComparison.Ordinal);
    }

    private static ImageGrid Grid(double shade, int size, string title = "a shade")
    {
        using var images = torch.full([1, size, size], shade);
        return ImageGrid.Create(images, title: title);
    }

    private static int Middle(SKCodec codec, int frame)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888));
        codec.GetPixels(bitmap.Info, bitmap.GetPixels(), new SKCodecOptions(frame));
        return bitmap.GetPixel(8, 8).Red;
    }
}
