using DigitForge.Runtime;
using SkiaSharp;

namespace DigitForge.Display;

/// <summary>A moving picture: grids one after another, over and over, as an animated WebP.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class Animation : IHtmlView
{
    private readonly Lazy<byte[]> webp;

    private Animation(IReadOnlyList<ImageGrid> frames, TimeSpan pause)
    {
        Frames = frames;
        Pause = pause;
        webp = new Lazy<byte[]>(Encode);
    }

    /// <summary>The grids in order.</summary>
    public IReadOnlyList<ImageGrid> Frames { get; }

    /// <summary>How long each grid stands; the last one stands four times as long.</summary>
    public TimeSpan Pause { get; }

    /// <summary>A line above the picture in HTML.</summary>
    public string Title { get; init; } = "";

    /// <summary>Puts grids one after another.</summary>
    /// <param name="frames">The grids, all of one size, at least one.</param>
    /// <param name="pause">How long each stands; by default a quarter of a second.</param>
    /// <param name="title">A line above the picture in HTML.</param>
    /// <exception cref="ArgumentException">There is no grid, or one differs in size from the first.</exception>
    public static Animation Of(IEnumerable<ImageGrid> frames, TimeSpan? pause = null, string title = "") =>
        new(SameSize.Require(frames), pause ?? TimeSpan.FromMilliseconds(250)) { Title = title };

    /// <summary>The animation as a WebP file's bytes, without loss.</summary>
    public byte[] ToWebP() => [.. webp.Value];

    /// <summary>Writes the animation to a WebP file, whole or not at all. Folders that are missing are made.</summary>
    /// <param name="path">The file.</param>
    /// <returns>This animation, so that a notebook's cell can save and show it in one line.</returns>
    public Animation Save(string path)
    {
        WholeFile.Write(path, beside => File.WriteAllBytes(beside, webp.Value));
        return this;
    }

    /// <inheritdoc/>
    public string ToHtml() => Picture.Html(
        "image/webp", webp.Value, Frames[0].Width, Frames[0].Height, Title, $"{Frames.Count} grids of pictures, one after another. {Title}".TrimEnd());

    /// <summary>One line for a console, which shows no pictures.</summary>
    public override string ToString() =>
        $"{Frames.Count} pictures one after another, {Frames[0].Width} x {Frames[0].Height} pixels{(Title.Length == 0 ? "" : $": {Title}")}";

    private byte[] Encode()
    {
        // WebP knows no grey pictures.
        var colours = new SKImageInfo(Frames[0].Width, Frames[0].Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var bitmaps = Frames.Select(frame =>
        {
            using var grey = frame.ToImage();
            var bitmap = new SKBitmap(colours);
            grey.ReadPixels(colours, bitmap.GetPixels(), bitmap.RowBytes, 0, 0);
            return bitmap;
        }).ToList();
        try
        {
            var timed = bitmaps.Select((bitmap, i) => new SKWebpEncoderFrame(bitmap, i < bitmaps.Count - 1 ? Pause : 4 * Pause)).ToArray();
            using var encoded = SKWebpEncoder.EncodeAnimated(timed, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));
            return encoded?.ToArray() ?? throw new InvalidOperationException("The animation could not be encoded.");
        }
        finally
        {
            bitmaps.ForEach(bitmap => bitmap.Dispose());
        }
    }
}
