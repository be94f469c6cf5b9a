using System.Text;

namespace DigitForge.Runtime;

/// <summary>Text in columns for a console, where a Chinese letter is two columns wide and a Latin one is one.</summary>
public static class TextColumns
{
    /// <summary>The text at the left end of a column, so that the next one begins at the same place in every line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">How many columns it gets, at least.</param>
    public static string InColumns(this string text, int width) => PadRight(text, width);

    /// <summary>How many columns a letter takes.</summary>
    internal static int Width(Rune letter) => letter.Value >= 0x2e80 ? 2 : 1;

    /// <summary>How many columns a text takes.</summary>
    internal static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text at the right end of a column.</summary>
    internal static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    /// <summary>The text at the left end of a column.</summary>
    internal static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));
}
