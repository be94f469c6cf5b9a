using System.Globalization;
using System.Text;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Display;

/// <summary>Pictures side by side with a letter for each row and a number for each column, so that each picture has a name: A1, C12.</summary>
/// <remarks>The pictures are one PNG inside an SVG that also contains the letters. It needs no script, and pages in Markdown show it, too.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class NumberedGrid : IHtmlView
{
    private const int MaxRows = 26;
    private const int Margin = 20;
    private const int Baseline = 4;

    private readonly ImageGrid grid;
    private readonly int columns;
    private readonly int rows;

    private NumberedGrid(ImageGrid grid, int columns, int rows) => (this.grid, this.columns, this.rows) = (grid, columns, rows);

    /// <summary>Lays out pictures row by row.</summary>
    /// <param name="images">float32 from 0 to 1 or uint8; [N, height, width], or [N, pixels] if square.</param>
    /// <param name="columns">The number of pictures in a row.</param>
    /// <param name="scale">The side length, in pixels of the grid, of one pixel of a picture.</param>
    /// <param name="title">The title above the grid.</param>
    /// <exception cref="ArgumentException">The tensor is not a batch of pictures, or there are more than 26 rows, the number of letters.</exception>
    public static NumberedGrid Create(torch.Tensor images, int columns = 12, int scale = 2, string title = "")
    {
        var grid = ImageGrid.Create(images, columns, scale, title);
        columns = Math.Min(columns, grid.Count);
        int rows = (grid.Count + columns - 1) / columns;
        if (rows > MaxRows)
            throw new ArgumentException(Language.Text($"Found {rows} rows, expected at most {MaxRows}: a letter for each."), nameof(columns));
        return new NumberedGrid(grid, columns, rows);
    }

    /// <summary>The name of a picture.</summary>
    /// <param name="index">The index of the picture, from 0, row by row.</param>
    /// <param name="columns">The number of pictures in a row.</param>
    public static string NameOf(int index, int columns) => FormattableString.Invariant($"{(char)('A' + (index / columns))}{(index % columns) + 1}");

    /// <inheritdoc/>
    public string ToHtml()
    {
        var (width, height) = (grid.Width + Margin, grid.Height + Margin);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<figure style="margin:0 0 8px 0">{(grid.Title.Length == 0 ? "" : $"<figcaption>{HtmlText.Escape(grid.Title)}</figcaption>")}""");
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{HtmlText.Escape(ToString())}" viewBox="0 0 {width} {height}" width="{width}" style="max-width:100%;height:auto;font:12px sans-serif">""");
        for (int column = 0; column < columns; column++)
            AppendText(Margin + ((column + 0.5) * grid.Width / columns), Margin - Baseline - 2, FormattableString.Invariant($"{column + 1}"));
        for (int row = 0; row < rows; row++)
            AppendText(Margin / 2.0, Margin + ((row + 0.5) * grid.Height / rows) + Baseline, $"{(char)('A' + row)}");
        svg.Append(CultureInfo.InvariantCulture, $"""<image x="{Margin}" y="{Margin}" width="{grid.Width}" height="{grid.Height}" style="image-rendering:pixelated" href="{Picture.DataUri("image/png", grid.ToPng())}"/>""");
        return svg.Append("</svg></figure>").ToString();

        void AppendText(double x, double y, string text) =>
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="middle" fill="currentColor">{text}</text>""");
    }

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() =>
        Picture.Line(Language.Text($"{grid.Count} pictures, A1 to {NameOf(grid.Count - 1, columns)}"), grid.Title);
}
