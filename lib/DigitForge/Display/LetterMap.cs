using System.Globalization;
using System.Text;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>
/// A text whose letters have a background colour: the larger a letter's number, for example its cost in bits, the darker. It is an SVG picture
/// without a script. Hovering over a letter shows its number.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record LetterMap : IHtmlView
{
    private const double Column = 8;
    private const double LineHeight = 22;
    private const double Above = 48;
    private const int Columns = (int)(SvgChart.Width / Column);

    private readonly Rune[] letters;
    private readonly double[] values;

    private LetterMap(string title, Rune[] letters, double[] values) => (Title, this.letters, this.values) = (title, letters, values);

    /// <summary>The title above the text.</summary>
    public string Title { get; }

    /// <summary>The unit of the numbers, such as "bits".</summary>
    public string Unit { get; init; } = "";

    /// <summary>The number with the darkest colour; by default the largest. It is ignored if it is not finite or not above 0.</summary>
    public double? Top { get; init; }

    /// <summary>Creates a map.</summary>
    /// <param name="title">The title above the text.</param>
    /// <param name="text">The text. Its line ends are kept.</param>
    /// <param name="values">
    /// A number for each letter, 0 or more. A letter whose number is not finite has no colour. A letter is a Unicode code point.
    /// </param>
    /// <exception cref="ArgumentException">There are no letters, or the numbers of letters and of values differ.</exception>
    public static LetterMap Create(string title, string text, IReadOnlyList<double> values)
    {
        Rune[] letters = [.. text.EnumerateRunes()];
        if (letters.Length == 0 || letters.Length != values.Count)
            throw new ArgumentException(Language.Text($"Found {letters.Length} letters and {values.Count} values, expected a value for each letter, and at least one letter."), nameof(values));
        return new LetterMap(title, letters, [.. values]);
    }

    /// <summary>Draws the map as an SVG picture.</summary>
    public string ToSvg()
    {
        double darkest = Darkest;
        var places = Places();
        var svg = SvgChart.Begin(ToString(), Above + (LineHeight * (places[^1].Line + 1)));
        SvgChart.AppendText(svg, 0, 14, "start", Title, "font-weight:bold");
        HeatMap.AppendScale(svg, ChartColours.At(0), $"{(Largest > darkest ? "\u2265 " : "")}{ChartAxis.Label(darkest)} {Unit}".TrimEnd());
        for (int i = 0; i < letters.Length; i++)
        {
            double strength = double.IsFinite(values[i]) ? Math.Clamp(values[i] / darkest, 0, 1) : 0;
            string name = double.IsFinite(values[i]) ? Language.Text($"{Visible(i)}: {ChartAxis.Label(values[i])} {Unit}").TrimEnd() : Visible(i);
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{Left(i):0.#}" y="{Above + (LineHeight * places[i].Line):0.#}" width="{Column * places[i].Width:0.#}" height="{LineHeight - 2}" fill="{ChartColours.At(0)}" fill-opacity="{strength:0.##}">{SvgChart.Title(name)}</rect>""");
        }

        for (int i = 0; i < letters.Length; i++)
            SvgChart.AppendText(svg, Left(i) + (Column * places[i].Width / 2), Above + (LineHeight * places[i].Line) + 14, "middle", letters[i].Value == '\n' ? Visible(i) : letters[i].ToString(), "font:13px monospace;pointer-events:none");
        return svg.Append("</svg>").ToString();

        double Left(int i) => Column * places[i].Column;
    }

    /// <inheritdoc/>
    public string ToHtml() => SvgChart.Figure(ToSvg());

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString()
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return Language.Text($"{Title}: {letters.Length:N0} letters, the mean is {ChartAxis.Label(finite.DefaultIfEmpty(0).Average())} {Unit}").TrimEnd();
    }

    private double Largest => values.Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private double Darkest => HeatMap.FullInk(Top, Largest);

    private string Visible(int i) => HeatMap.Visible(letters[i].ToString());

    // The position of each letter. A line that is full continues on the next one, so that no letter is left out.
    private List<(int Line, int Column, int Width)> Places()
    {
        var places = new List<(int Line, int Column, int Width)>();
        int line = 0, column = 0;
        foreach (var letter in letters)
        {
            int width = TextColumns.Width(letter);
            if (column + width > Columns)
                (line, column) = (line + 1, 0);
            places.Add((line, column, width));
            column += width;
            if (letter.Value == '\n')
                (line, column) = (line + 1, 0);
        }

        return places;
    }
}
