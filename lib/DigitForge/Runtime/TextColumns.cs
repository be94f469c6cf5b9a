using System.Text;

namespace DigitForge.Runtime;

/// <summary>Text in columns for a console, where a Chinese character is two columns wide and a Latin letter one.</summary>
public static class TextColumns
{
    /// <summary>Pads a text on the right, so that the next column begins at the same place in every line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The minimum width in columns.</param>
    public static string InColumns(this string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>The width of a character in columns.</summary>
    internal static int Width(Rune letter) => letter.Value >= 0x2e80 ? 2 : 1;

    /// <summary>The width of a text in columns.</summary>
    internal static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>Pads a text on the left.</summary>
    internal static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;
}
