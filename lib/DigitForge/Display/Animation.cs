using DigitForge.Runtime;
using ImageMagick;

namespace DigitForge.Display;

/// <summary>An endless loop of grids, as an animated WebP.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class Animation : IHtmlView
{
    private const int TicksPerSecond = 1000;

    private readonly Lazy<byte[]> webp;

    private Animation(IReadOnlyList<ImageGrid> frames, TimeSpan pause)
    {
        Frames = frames;
        Pause = pause;
        webp = new Lazy<byte[]>(Encode);
    }

    /// <summary>The grids in order.</summary>
    public IReadOnlyList<ImageGrid> Frames { get; }

    /// <summary>How long each grid is shown. The last grid is shown four times as long.</summary>
    public TimeSpan Pause { get; }

    /// <summary>The title above the picture in HTML.</summary>
    public string Title { get; init; } = "";

    /// <summary>Creates an animation from grids.</summary>
    /// <param name="frames">The grids, all of the same size; at least one.</param>
    /// <param name="pause">How long each grid is shown; by default a quarter of a second.</param>
    /// <param name="title">The title above the picture in HTML.</param>
    /// <exception cref="ArgumentException">There is no grid, or a grid differs in size from the first.</exception>
    public static Animation Create(IEnumerable<ImageGrid> frames, TimeSpan? pause = null, string title = "") =>
        new(GridSizes.RequireEqual(frames), pause ?? TimeSpan.FromMilliseconds(250)) { Title = title };

    /// <summary>The animation as the bytes of a lossless WebP file.</summary>
    public byte[] ToWebP() => [.. webp.Value];

    /// <summary>Writes the animation to a WebP file, whole or not at all. Missing folders are created.</summary>
    /// <param name="path">The file.</param>
    /// <returns>This animation, so that a cell can save and show it in one line.</returns>
    public Animation Save(string path)
    {
        WholeFile.Write(path, beside => File.WriteAllBytes(beside, webp.Value));
        return this;
    }

    /// <inheritdoc/>
    public string ToHtml() => Picture.Html(
        "image/webp", webp.Value, Frames[0].Width, Frames[0].Height, Title, Language.Text($"{Frames.Count} grids of pictures, one after another. {Title}").TrimEnd());

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() =>
        Picture.Line(Language.Text($"{Frames.Count} pictures one after another, {Frames[0].Width} x {Frames[0].Height} pixels"), Title);

    private byte[] Encode()
    {
        using var images = new MagickImageCollection();
        foreach (var frame in Frames)
        {
            var picture = new MagickImage(frame.ToPng())
            {
                AnimationTicksPerSecond = TicksPerSecond,
                AnimationDelay = (uint)Math.Round(Pause.TotalSeconds * TicksPerSecond),
                AnimationIterations = 0,
            };
            picture.Settings.SetDefine(MagickFormat.WebP, "lossless", true);
            images.Add(picture);
        }

        images[^1].AnimationDelay *= 4;
        return images.ToByteArray(MagickFormat.WebP);
    }
}
