using System.Globalization;
using System.Text;
using DigitForge.Runtime;

namespace DigitForge.Display;

/// <summary>
/// A text whose letters stand on colours, the larger a letter's number the darker, such as how many bits it cost. It is an SVG picture, which
/// needs no script. Pointing at a letter shows its number.
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

    /// <summary>The line above the text.</summary>
    public string Title { get; }

    /// <summary>What the numbers are, such as "bits".</summary>
    public string Unit { get; init; } = "";

    /// <summary>The number with the darkest colour; by default the largest there is. One that is not finite, or not above 0, is ignored.</summary>
    public double? Top { get; init; }

    /// <summary>Puts a text on colours.</summary>
    /// <param name="title">The line above the text.</param>
    /// <param name="text">The text; where it has an end of line, a new line begins.</param>
    /// <param name="values">A number for each letter, 0 or more; a letter whose number is not finite has no colour. A letter is a Unicode code point.</param>
    /// <exception cref="ArgumentException">There is no letter, or there are not as many numbers.</exception>
    public static LetterMap Create(string title, string text, IReadOnlyList<double> values)
    {
        Rune[] letters = [.. text.EnumerateRunes()];
        if (letters.Length == 0 || letters.Length != values.Count)
            throw new ArgumentException(Language.Text($"Found {letters.Length} letters and {values.Count} values, expected as many, and at least one."), nameof(values));
        return new LetterMap(title, letters, [.. values]);
    }

    /// <summary>The text as an SVG picture.</summary>
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

    /// <summary>One line for a console, which shows no pictures.</summary>
    public override string ToString()
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return Language.Text($"{Title}: {letters.Length:N0} letters, the mean is {ChartAxis.Label(finite.DefaultIfEmpty(0).Average())} {Unit}").TrimEnd();
    }

    private double Largest => values.Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private double Darkest => HeatMap.FullInk(Top, Largest);

    private string Visible(int i) => HeatMap.Visible(letters[i].ToString());

    // Where each letter stands. A line that is full goes on in the next one, so that no letter is left out.
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
