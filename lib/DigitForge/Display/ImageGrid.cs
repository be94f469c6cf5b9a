using System.Globalization;
using System.Runtime.InteropServices;
using DigitForge.Runtime;
using SkiaSharp;
using TorchSharp;

namespace DigitForge.Display;

/// <summary>Grey pictures side by side, white ink on black, as in the article. Tinted pictures have colours on top of the grey.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ImageGrid : IHtmlView
{
    private const int Gap = 2;
    private const byte GapShade = 96;

    // Most eyes can tell these colours apart, and see them on black and on white.
    private static readonly SKColor AboveZero = SKColor.Parse(ChartColours.At(1));
    private static readonly SKColor BelowZero = SKColor.Parse(ChartColours.At(4));

    private readonly byte[] canvas;
    private readonly SKColorType colours;
    private readonly Lazy<byte[]> png;

    private ImageGrid(byte[] canvas, SKColorType colours, Layout layout)
    {
        this.canvas = canvas;
        this.colours = colours;
        png = new Lazy<byte[]>(Encode);
        Width = layout.Width;
        Height = layout.Height;
        Count = layout.Count;
    }

    /// <summary>The number of pictures.</summary>
    public int Count { get; }

    /// <summary>The grid's width in pixels.</summary>
    public int Width { get; }

    /// <summary>The grid's height in pixels.</summary>
    public int Height { get; }

    /// <summary>The title above the grid in HTML.</summary>
    public string Title { get; init; } = "";

    /// <summary>Lays out pictures row by row.</summary>
    /// <param name="images">float32 from 0 to 1 (values outside are clamped) or uint8; [N, height, width], or [N, pixels] if square.</param>
    /// <param name="columns">The number of pictures in a row.</param>
    /// <param name="scale">The side length, in pixels of the grid, of one pixel of a picture.</param>
    /// <param name="title">The title above the grid in HTML.</param>
    /// <exception cref="ArgumentException">The tensor is not a batch of pictures; the message gives its shape.</exception>
    public static ImageGrid Create(torch.Tensor images, int columns = 4, int scale = 3, string title = "")
    {
        var layout = Layout.Of(images, columns, scale);
        return new ImageGrid(layout.Place(Bytes(images), GapShade), SKColorType.Gray8, layout) { Title = title };
    }

    /// <summary>
    /// Lays out pictures with a number for each pixel shown as a colour on top, for example what a critic would change. Numbers above 0 are
    /// red, numbers below 0 are blue; the further from 0, the stronger the colour.
    /// </summary>
    /// <param name="images">As for <see cref="Create"/>.</param>
    /// <param name="tints">
    /// float32 of the pictures' shape. At 0 the pixel does not change; at 1 and -1 only the colour remains. Values outside are clamped.
    /// </param>
    /// <param name="columns">The number of pictures in a row.</param>
    /// <param name="scale">The side length, in pixels of the grid, of one pixel of a picture.</param>
    /// <param name="title">The title above the grid in HTML.</param>
    /// <exception cref="ArgumentException">The tensor is not a batch of pictures, or the tints have another shape; the message gives both.</exception>
    public static ImageGrid CreateTinted(torch.Tensor images, torch.Tensor tints, int columns = 4, int scale = 3, string title = "")
    {
        var layout = Layout.Of(images, columns, scale);
        if (!tints.shape.SequenceEqual(images.shape))
            throw new ArgumentException(Language.Text($"Found tints of shape [{ShapeText.Join(tints.shape)}] for pictures of shape [{ShapeText.Join(images.shape)}], expected the same."), nameof(tints));
        SKColor[] pixels = [.. Bytes(images).Zip(Parts(tints), Tinted)];
        byte[] canvas = [.. MemoryMarshal.AsBytes<SKColor>(layout.Place(pixels, new SKColor(GapShade, GapShade, GapShade)))];
        // A colour is one number with alpha in its highest byte: on a little-endian machine its bytes are blue, green, red and alpha.
        return new ImageGrid(canvas, SKColorType.Bgra8888, layout) { Title = title };
    }

    /// <summary>The article's file name for the grid of an iteration: <c>image_at_epoch_0000.png</c>.</summary>
    /// <param name="iteration">The iteration; the article calls it an epoch.</param>
    public static string FileName(int iteration) =>
        string.Create(CultureInfo.InvariantCulture, $"image_at_epoch_{iteration:D4}.png");

    /// <summary>The grid as the bytes of a PNG file: 8 bits of grey, or 8 bits of each colour if it is tinted.</summary>
    public byte[] ToPng() => [.. png.Value];

    /// <summary>Writes the grid to a PNG file, whole or not at all. Missing folders are created.</summary>
    /// <param name="path">The file.</param>
    /// <returns>This grid, so that a cell can save and show it in one line.</returns>
    public ImageGrid Save(string path)
    {
        WholeFile.Write(path, beside => File.WriteAllBytes(beside, png.Value));
        return this;
    }

    /// <inheritdoc/>
    public string ToHtml() =>
        Picture.Html("image/png", png.Value, Width, Height, Title,
            (Count == 1 ? Language.Text($"A picture. {Title}") : Language.Text($"{Count} pictures in a grid. {Title}")).TrimEnd());

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() =>
        Picture.Line(Count == 1 ? Language.Text($"A picture, {Width} x {Height} pixels") : Language.Text($"{Count} pictures, {Width} x {Height} pixels"), Title);

    private byte[] Encode()
    {
        var info = new SKImageInfo(Width, Height, colours, SKAlphaType.Opaque);
        using var image = SKImage.FromPixelCopy(info, canvas, info.RowBytes);
        using var encoded = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return encoded.ToArray();
    }

    private static byte[] Bytes(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var bytes = images.dtype == torch.uint8
            ? images
            : images.detach().nan_to_num(0).clamp(0, 1).mul(byte.MaxValue).round().to(torch.uint8);
        return bytes.cpu().contiguous().data<byte>().ToArray();
    }

    private static float[] Parts(torch.Tensor tints)
    {
        using var scope = torch.NewDisposeScope();
        return tints.detach().nan_to_num(0).clamp(-1, 1).to(torch.float32).cpu().contiguous().data<float>().ToArray();
    }

    private static SKColor Tinted(byte shade, float tint)
    {
        var full = tint > 0 ? AboveZero : BelowZero;
        return new SKColor(Mixed(full.Red), Mixed(full.Green), Mixed(full.Blue));

        byte Mixed(byte colour) => (byte)Math.Round(shade + ((colour - shade) * Math.Abs(tint)));
    }

    /// <summary>The layout of the pictures in the grid.</summary>
    private sealed record Layout(int Count, int PictureHeight, int PictureWidth, int Columns, int Scale)
    {
        public int Width => (Columns * ((PictureWidth * Scale) + Gap)) + Gap;

        public int Height => ((Count + Columns - 1) / Columns * ((PictureHeight * Scale) + Gap)) + Gap;

        public static Layout Of(torch.Tensor images, int columns, int scale)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
            ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
            var (count, height, width) = Sizes(images);
            return new Layout(count, height, width, Math.Min(columns, count), scale);
        }

        /// <summary>Places all pixels in the grid, row by row.</summary>
        /// <param name="pixels">All pixels of all pictures.</param>
        /// <param name="gap">The value between the pictures.</param>
        public T[] Place<T>(T[] pixels, T gap)
        {
            var canvas = new T[Width * Height];
            Array.Fill(canvas, gap);
            for (int i = 0; i < Count; i++)
            {
                int left = Gap + (i % Columns * ((PictureWidth * Scale) + Gap));
                int top = Gap + (i / Columns * ((PictureHeight * Scale) + Gap));
                for (int y = 0; y < PictureHeight * Scale; y++)
                {
                    var line = canvas.AsSpan(((top + y) * Width) + left, PictureWidth * Scale);
                    var source = pixels.AsSpan(((i * PictureHeight) + (y / Scale)) * PictureWidth, PictureWidth);
                    for (int x = 0; x < line.Length; x++)
                        line[x] = source[x / Scale];
                }
            }

            return canvas;
        }

        private static (int Count, int Height, int Width) Sizes(torch.Tensor images)
        {
            var shape = images.shape;
            if (shape.Length == 3 && shape.All(size => size > 0))
                return ((int)shape[0], (int)shape[1], (int)shape[2]);
            if (shape.Length == 2 && shape[0] > 0)
            {
                int side = (int)Math.Sqrt(shape[1]);
                if (side > 0 && side * side == shape[1])
                    return ((int)shape[0], side, side);
            }

            throw new ArgumentException(
                Language.Text($"Found a tensor of shape [{ShapeText.Join(shape)}], expected pictures: [N, height, width], or [N, pixels] if they are square."),
                nameof(images));
        }
    }
}

/// <summary>Checks the sizes of grids that replace one another.</summary>
internal static class GridSizes
{
    /// <summary>Returns the grids if they all have the same size.</summary>
    /// <exception cref="ArgumentException">There is no grid, or a grid differs in size from the first.</exception>
    public static IReadOnlyList<ImageGrid> RequireEqual(IEnumerable<ImageGrid> frames)
    {
        ImageGrid[] all = [.. frames];
        if (all.Length == 0)
            throw new ArgumentException(Language.Text("Found no grid, expected at least one."), nameof(frames));
        if (all.FirstOrDefault(frame => (frame.Width, frame.Height) != (all[0].Width, all[0].Height)) is { } other)
            throw new ArgumentException(Language.Text($"Found a grid of {other.Width} x {other.Height} pixels, expected {all[0].Width} x {all[0].Height} as the first."), nameof(frames));
        return all;
    }
}

/// <summary>A picture in an HTML page.</summary>
internal static class Picture
{
    /// <summary>Renders an HTML figure that embeds the picture.</summary>
    /// <param name="mediaType">The media type of the bytes, such as <c>image/png</c>.</param>
    /// <param name="bytes">The bytes of the picture file.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="title">The title above it; empty for none.</param>
    /// <param name="description">The text for a screen reader.</param>
    public static string Html(string mediaType, byte[] bytes, int width, int height, string title, string description)
    {
        string caption = title.Length == 0 ? "" : $"<figcaption>{HtmlText.Escape(title)}</figcaption>";
        return FormattableString.Invariant($"""
            <figure style="display:inline-block;margin:0 12px 8px 0">{caption}<img alt="{HtmlText.Escape(description)}" width="{width}" height="{height}" style="max-width:100%;height:auto;image-rendering:pixelated" src="{DataUri(mediaType, bytes)}"></figure>
            """);
    }

    /// <summary>One line for a console.</summary>
    /// <param name="what">What the picture is.</param>
    /// <param name="title">Its title; empty for none.</param>
    public static string Line(string what, string title) => title.Length == 0 ? what : Language.Text($"{what}: {title}");

    /// <summary>A data URI that contains the picture.</summary>
    public static string DataUri(string mediaType, byte[] bytes) => $"data:{mediaType};base64,{Convert.ToBase64String(bytes)}";
}
