namespace DigitForge.Display;

/// <summary>Finds places for names beside points: inside the plot, over no other point and over no name that has its place already, or over as few as possible.</summary>
/// <param name="left">The plot's left edge, in pixels of the picture.</param>
/// <param name="top">Its upper edge.</param>
/// <param name="width">Its width.</param>
/// <param name="height">Its height.</param>
/// <param name="points">All points.</param>
internal sealed class ChartNames(double left, double top, double width, double height, IEnumerable<(double X, double Y)> points)
{
    private const double LineHeight = 13;
    private const double Ascent = 9;
    private const double Descent = 3;
    private const double Dot = 4;
    private const double Gap = 7;

    private readonly List<Box> taken = [.. points.Select(point => new Box(point.X - Dot, point.Y - Dot, point.X + Dot, point.Y + Dot))];

    /// <summary>Where to write a name: the point of the text's baseline, and which end of the text stands there.</summary>
    /// <param name="x">The point that is named.</param>
    /// <param name="y">The point that is named.</param>
    /// <param name="textWidth">How long the name is.</param>
    public (double X, double Y, string Anchor) Find(double x, double y, double textWidth)
    {
        // To the right is best; then to the left; then above and below.
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
