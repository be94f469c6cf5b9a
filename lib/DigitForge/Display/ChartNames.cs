namespace DigitForge.Display;

/// <summary>Finds places for names beside points: inside the plot and over no point and no other name, or over as few as possible.</summary>
/// <param name="left">The plot's left edge, in pixels of the picture.</param>
/// <param name="top">The plot's upper edge.</param>
/// <param name="width">The plot's width.</param>
/// <param name="height">The plot's height.</param>
/// <param name="points">All points.</param>
internal sealed class ChartNames(double left, double top, double width, double height, IEnumerable<(double X, double Y)> points)
{
    private const double LineHeight = 13;
    private const double Ascent = 9;
    private const double Descent = 3;
    private const double Dot = 4;
    private const double Gap = 7;

    private readonly List<Box> taken = [.. points.Select(point => new Box(point.X - Dot, point.Y - Dot, point.X + Dot, point.Y + Dot))];

    /// <summary>Finds the place for a name: a point on the text's baseline, and which end of the text is anchored there.</summary>
    /// <param name="x">The x coordinate of the point.</param>
    /// <param name="y">The y coordinate of the point.</param>
    /// <param name="textWidth">The width of the name.</param>
    public (double X, double Y, string Anchor) Find(double x, double y, double textWidth)
    {
        // The right side is best, then the left, then above and below.
        (double X, double Y, string Anchor)[] places = [.. ((double[])[0, -LineHeight, LineHeight])
            .SelectMany(shift => ((double X, double Y, string Anchor)[])
            [
                (x + Gap, y + Dot + shift, "start"),
                (x - Gap, y + Dot + shift, "end"),
                (x, y + Dot + shift, "middle"),
            ])];
        var place = places.Where(place => IsInside(BoxOf(place, textWidth)))
            .DefaultIfEmpty(places[0])
            .MinBy(place => taken.Count(BoxOf(place, textWidth).Overlaps));
        taken.Add(BoxOf(place, textWidth));
        return place;
    }

    private static Box BoxOf((double X, double Y, string Anchor) place, double textWidth)
    {
        double from = place.Anchor switch { "start" => place.X, "end" => place.X - textWidth, _ => place.X - (textWidth / 2) };
        return new Box(from, place.Y - Ascent, from + textWidth, place.Y + Descent);
    }

    private bool IsInside(Box box) =>
        box.Left >= left && box.Top >= top && box.Right <= left + width && box.Bottom <= top + height;

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
