using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookRunner.Pages;

/// <summary>Shows a text with control characters as a terminal shows it in the end: overwritten, erased, coloured.</summary>
/// <remarks>ECMA-48 (www.ecma-international.org), "Control functions"; invisible-island.net/xterm/ctlseqs for what programs use of it.</remarks>
internal sealed partial class ConsoleText
{
    private const char Escape = '\u001b';

    // The limit for moves of the cursor, wider than any terminal: else one sequence could fill the memory with spaces.
    private const int MaxMove = 1000;

    private readonly List<Line> lines = [new()];
    private int row;
    private int column;
    private ConsoleStyle style = ConsoleStyle.Default;

    private ConsoleText(string text) => Write(text);

    /// <summary>The text without colours.</summary>
    public static string Plain(string text) => Shown(text, static console => string.Join('\n', console.lines.Select(line => line.Plain())), static plain => plain);

    /// <summary>The text as HTML, its colours as spans.</summary>
    public static string AsHtml(string text) => Shown(text, static console => string.Join('\n', console.lines.Select(line => line.AsHtml())), Html.Escape);

    // Most texts have no control characters, and some are long: those skip the terminal.
    private static string Shown(string text, Func<ConsoleText, string> played, Func<string, string> plain)
    {
        string unix = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return unix.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t')) ? played(new ConsoleText(unix)) : plain(unix);
    }

    private void Write(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == Escape && Sequence.Match(text, i) is { Success: true } sequence)
            {
                Obey(sequence);
                i += sequence.Length;
                continue;
            }

            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out int length);
            Write(rune);
            i += length;
        }
    }

    private void Write(Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                row++;
                column = 0;
                if (row == lines.Count)
                    lines.Add(new());
                break;
            case '\r':
                column = 0;
                lines[row].WasChanged = true;
                break;
            case '\b':
                column = Math.Max(0, column - 1);
                lines[row].WasChanged = true;
                break;
            default:
                if (rune.Value == '\t' || !Rune.IsControl(rune))
                    lines[row].Put(column++, new(rune, style));
                break;
        }
    }

    private void Obey(Match sequence)
    {
        var arguments = sequence.Groups["arguments"];
        if (!sequence.Groups["final"].Success || arguments.ValueSpan.ContainsAny("<=>?"))
            return;
        int[] numbers = [.. arguments.Value.Split([';', ':']).Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        int first = Math.Clamp(numbers[0], 0, MaxMove);
        int move = Math.Max(1, first);
        switch (sequence.Groups["final"].Value)
        {
            case "m":
                style = style.With(numbers);
                return;
            case "A":
                MoveTo(row - move, column);
                break;
            case "B":
                MoveTo(row + move, column);
                break;
            case "C":
                MoveTo(row, column + move);
                break;
            case "D":
                MoveTo(row, column - move);
                break;
            case "E":
                MoveTo(row + move, 0);
                break;
            case "F":
                MoveTo(row - move, 0);
                break;
            case "G":
                MoveTo(row, move - 1);
                break;
            case "H" or "f":
                MoveTo(move - 1, numbers.ElementAtOrDefault(1) - 1);
                break;
            case "J" when first >= 2:
                lines.Clear();
                lines.Add(new());
                MoveTo(0, 0);
                break;
            case "J" when first == 0:
                lines[row].Erase(column, int.MaxValue);
                lines.RemoveRange(row + 1, lines.Count - row - 1);
                break;
            case "K":
                lines[row].Erase(first == 0 ? column : 0, first == 1 ? column + 1 : int.MaxValue);
                break;
        }
    }

    // The cursor stays within the lines that exist: the height of the screen is unknown.
    private void MoveTo(int newRow, int newColumn)
    {
        row = Math.Clamp(newRow, 0, lines.Count - 1);
        column = Math.Clamp(newColumn, 0, Math.Max(MaxMove, column));
        lines[row].WasChanged = true;
    }

    // A control sequence, an operating system command (title, link), another control string, or a short escape.
    [GeneratedRegex(
        """\G\u001b(?:\[(?<arguments>[0-9:;<=>?]*)[ -/]*(?<final>[@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-OQ-WYZ\\`-~])""")]
    private static partial Regex Sequence { get; }

    private readonly record struct Cell(Rune Rune, ConsoleStyle Style);

    private sealed class Line
    {
        private static readonly Cell Blank = new(new Rune(' '), ConsoleStyle.Default);

        private readonly List<Cell> cells = [];

        /// <summary>Whether the cursor was moved here: then blanks at the line's end are erased text.</summary>
        public bool WasChanged { get; set; }

        public void Put(int place, Cell cell)
        {
            while (cells.Count <= place)
                cells.Add(Blank);
            cells[place] = cell;
        }

        public void Erase(int start, int end)
        {
            for (int i = start; i < Math.Min(end, cells.Count); i++)
                cells[i] = Blank;
        }

        public string Plain() => string.Concat(Seen().Select(cell => cell.Rune.ToString()));

        public string AsHtml()
        {
            var html = new StringBuilder();
            var piece = new StringBuilder();
            var last = ConsoleStyle.Default;
            foreach (var cell in Seen())
            {
                if (cell.Style != last)
                    End();
                last = cell.Style;
                piece.Append(cell.Rune);
            }

            End();
            return html.ToString();

            void End()
            {
                string text = Html.Escape(piece.ToString());
                html.Append(text.Length == 0 || last.Css.Length == 0 ? text : $"""<span style="{last.Css}">{text}</span>""");
                piece.Clear();
            }
        }

        private IEnumerable<Cell> Seen() => cells.Take(WasChanged ? cells.FindLastIndex(cell => cell != Blank) + 1 : cells.Count);
    }
}

/// <summary>How a terminal shows a character.</summary>
internal sealed record ConsoleStyle
{
    private const int DefaultInk = 0x1c2430;
    private const int White = 0xffffff;

    // The 16 colours of xterm, for backgrounds and for text on a background.
    private static readonly int[] Palette =
    [
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
    ];

    // The same, for text on the page: dark enough for a contrast of 4.5 : 1 on white (WCAG 2.2).
    private static readonly int[] PaletteOnPaper =
    [
        0x1c2430, 0xb3261e, 0x067d17, 0x8a5a00, 0x0b62b0, 0x8a2a86, 0x0b6e75, 0x5d6b7c,
        0x5d6b7c, 0xc62828, 0x0a7a1c, 0x8f5f00, 0x1750eb, 0xa0309b, 0x0a7078, 0x5d6b7c,
    ];

    private static readonly int[] CubeSteps = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];

    /// <summary>The style at the beginning of a text.</summary>
    public static ConsoleStyle Default { get; } = new();

    // A colour is a number below 16, which is an index into the palettes, or this bit with 0xRRGGBB.
    private const int RgbFlag = 1 << 24;

    private int? Ink { get; init; }

    private int? Paper { get; init; }

    private bool IsBold { get; init; }

    private bool IsItalic { get; init; }

    private bool IsUnderlined { get; init; }

    private bool IsInverse { get; init; }

    /// <summary>The style in CSS; empty for the default.</summary>
    public string Css => string.Concat(Declarations()).TrimEnd(';');

    /// <summary>The style after a sequence SGR, "select graphic rendition".</summary>
    /// <param name="numbers">The sequence's numbers.</param>
    public ConsoleStyle With(IReadOnlyList<int> numbers)
    {
        var style = this;
        for (int i = 0; i < numbers.Count; i++)
        {
            style = numbers[i] switch
            {
                0 => Default,
                1 => style with { IsBold = true },
                3 => style with { IsItalic = true },
                4 => style with { IsUnderlined = true },
                7 => style with { IsInverse = true },
                22 => style with { IsBold = false },
                23 => style with { IsItalic = false },
                24 => style with { IsUnderlined = false },
                27 => style with { IsInverse = false },
                >= 30 and <= 37 => style with { Ink = numbers[i] - 30 },
                38 => style with { Ink = LongColour(numbers, ref i) ?? style.Ink },
                39 => style with { Ink = null },
                >= 40 and <= 47 => style with { Paper = numbers[i] - 40 },
                48 => style with { Paper = LongColour(numbers, ref i) ?? style.Paper },
                49 => style with { Paper = null },
                >= 90 and <= 97 => style with { Ink = numbers[i] - 90 + 8 },
                >= 100 and <= 107 => style with { Paper = numbers[i] - 100 + 8 },
                _ => style,
            };
        }

        return style;
    }

    // "5;N" is one of 256 colours: the palette, a cube of 6 x 6 x 6, 24 greys. "2;R;G;B" is any colour.
    private static int? LongColour(IReadOnlyList<int> numbers, ref int i)
    {
        switch (numbers.ElementAtOrDefault(i + 1))
        {
            case 5 when i + 2 < numbers.Count:
                i += 2;
                int number = Math.Clamp(numbers[i], 0, 255);
                if (number < 16)
                    return number;
                if (number >= 232)
                    return RgbFlag | (0x010101 * (8 + (10 * (number - 232))));
                number -= 16;
                return RgbFlag | (CubeSteps[number / 36] << 16) | (CubeSteps[number / 6 % 6] << 8) | CubeSteps[number % 6];
            case 2 when i + 4 < numbers.Count:
                i += 4;
                return Enumerable.Range(i - 2, 3).Aggregate(1, (colour, place) => (colour << 8) | Math.Clamp(numbers[place], 0, 255));
            default:
                i = numbers.Count; // The rest belongs to a malformed colour.
                return null;
        }
    }

    private IEnumerable<string> Declarations()
    {
        var (ink, paper) = IsInverse ? (Paper, Ink) : (Ink, Paper);
        int? background = paper is null && !IsInverse ? null : paper is { } number ? Colour(number, Palette) : DefaultInk;
        if (background is { } behind)
        {
            yield return $"color:{Name(ink is { } other ? Colour(other, Palette) : IsLight(behind) ? DefaultInk : White)};";
            yield return $"background:{Name(behind)};";
        }
        else if (ink is { } colour)
        {
            yield return $"color:{Name(Colour(colour, PaletteOnPaper))};";
        }

        if (IsBold)
            yield return "font-weight:bold;";
        if (IsItalic)
            yield return "font-style:italic;";
        if (IsUnderlined)
            yield return "text-decoration:underline;";
    }

    private static int Colour(int number, int[] palette) => number < palette.Length ? palette[number] : number & White;

    private static string Name(int colour) => $"#{colour:x6}";

    // The usual weights of red, green and blue in brightness (ITU-R BT.601).
    private static bool IsLight(int colour) => (299 * (colour >> 16)) + (587 * (colour >> 8 & 0xff)) + (114 * (colour & 0xff)) > 128_000;
}
