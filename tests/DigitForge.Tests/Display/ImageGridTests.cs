using System.Collections;
using DigitForge.Display;
using SkiaSharp;
using TorchSharp;
using Shared;
using Xunit;

namespace DigitForge.Tests.Display;

public sealed class ImageGridTests
{
    [Fact]
    public void Every_pixel_of_every_picture_is_where_it_belongs()
    {
        using var images = torch.arange(5 * 6, dtype: torch.uint8).view(5, 2, 3);
        using var bitmap = SKBitmap.Decode(ImageGrid.Create(images, columns: 2, scale: 2).ToPng());

        Assert.Equal((2 * (6 + 2) + 2, 3 * (4 + 2) + 2), (bitmap.Width, bitmap.Height));
        for (int i = 0; i < 5; i++)
        {
            int left = 2 + (i % 2 * 8);
            int top = 2 + (i / 2 * 6);
            for (int y = 0; y < 4; y++)
            {
                for (int x = 0; x < 6; x++)
                    Assert.Equal((i * 6) + (y / 2 * 3) + (x / 2), bitmap.GetPixel(left + x, top + y).Red);
            }
        }
    }

    [Fact]
    public void Parts_of_one_become_shades_and_what_is_no_shade_is_cut_off()
    {
        using var images = torch.tensor(new[] { 0f, 0.5f, 1f, -3f, 7f, float.NaN, float.PositiveInfinity, 0.25f, 0.1f }).view(1, 9);
        using var bitmap = SKBitmap.Decode(ImageGrid.Create(images, scale: 1).ToPng());
        var shades = Enumerable.Range(0, 9).Select(i => (int)bitmap.GetPixel(2 + (i % 3), 2 + (i / 3)).Red);
        Assert.Equal([0, 128, 255, 0, 255, 0, 255, 64, 26], shades);
    }

    [Fact]
    public void Tints_are_laid_over_the_grey_red_above_zero_and_blue_below()
    {
        using var images = torch.tensor(new[] { 0f, 0.5f, 1f, 1f, 0f, 0f }).view(1, 2, 3);
        using var tints = torch.tensor(new[] { 1f, 0f, -0.5f, float.NaN, -7f, 0.1f }).view(1, 2, 3);
        using var bitmap = SKBitmap.Decode(ImageGrid.CreateTinted(images, tints, scale: 1).ToPng());

        var colours = Enumerable.Range(0, 6).Select(i => bitmap.GetPixel(2 + (i % 3), 2 + (i / 3)).ToString());
        Assert.Equal(["#ffd55e00", "#ff808080", "#ffaadaf4", "#ffffffff", "#ff56b4e9", "#ff150900"], colours);
        Assert.Equal("#ff606060", bitmap.GetPixel(0, 0).ToString());
    }

    [Fact]
    public void Without_tints_a_tinted_grid_is_the_grey_one()
    {
        using var images = torch.rand(5, 2, 3);
        using var none = torch.zeros(5, 2, 3);
        using var grey = SKBitmap.Decode(ImageGrid.Create(images, columns: 2, scale: 2).ToPng());
        using var tinted = SKBitmap.Decode(ImageGrid.CreateTinted(images, none, columns: 2, scale: 2).ToPng());

        Assert.Equal((grey.Width, grey.Height), (tinted.Width, tinted.Height));
        Assert.Equal(grey.Pixels, tinted.Pixels);
    }

    [Fact]
    public void Tints_of_another_shape_are_refused()
    {
        using var images = torch.zeros(2, 784);
        using var tints = torch.zeros(2, 28, 28);
        var refusal = Assert.Throws<ArgumentException>(() => ImageGrid.CreateTinted(images, tints));
        Assert.StartsWith("Found tints of shape [2, 28, 28] for pictures of shape [2, 784], expected the same.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_names_are_the_articles()
    {
        Assert.Equal("image_at_epoch_0000.png", ImageGrid.FileName(0));
        Assert.Equal("image_at_epoch_10000.png", ImageGrid.FileName(10_000));
    }

    [Fact]
    public void Saving_makes_the_folder_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using var images = torch.zeros(16, 784);
        string path = folder.File(Path.Combine("new", "grid.png"));

        var grid = ImageGrid.Create(images).Save(path);

        Assert.Equal(grid.ToPng(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Its_HTML_needs_nothing_from_the_network_and_is_escaped()
    {
        using var images = torch.zeros(16, 784);
        var grid = ImageGrid.Create(images, title: "1 < 2");
        string html = grid.ToHtml();
        Assert.Contains("src=\"data:image/png;base64," + Convert.ToBase64String(grid.ToPng()), html, StringComparison.Ordinal);
        Assert.Contains("1 &lt; 2", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_host_finds_its_formatter_by_names_alone()
    {
        using var images = torch.zeros(1, 784);
        var grid = ImageGrid.Create(images);
        var attribute = grid.GetType().GetCustomAttributes(true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = Activator.CreateInstance(sourceType)!;
        var formatters = (IEnumerable)sourceType.GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        var formatter = formatters.Cast<object>().Single();
        using var writer = new StringWriter();

        Assert.Equal("text/html", formatter.GetType().GetProperty("MimeType")!.GetValue(formatter));
        Assert.Equal(true, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [grid, writer]));
        Assert.Equal(grid.ToHtml(), writer.ToString());
        Assert.Equal(false, formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["text", writer]));
    }

    [Theory]
    [InlineData(new long[] { 784 })]
    [InlineData(new long[] { 4, 783 })]
    [InlineData(new long[] { 0, 784 })]
    [InlineData(new long[] { 1, 1, 28, 28 })]
    public void A_tensor_that_holds_no_pictures_is_refused_with_its_shape(long[] shape)
    {
        using var images = torch.zeros(shape);
        var refusal = Assert.Throws<ArgumentException>(() => ImageGrid.Create(images));
        Assert.Contains($"[{string.Join(", ", shape)}]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Making_a_grid_leaves_no_tensor_behind()
    {
        using var images = torch.rand(16, 784);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ImageGrid.Create(images);
        ImageGrid.CreateTinted(images, images);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
