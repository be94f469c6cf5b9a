using System.Collections.Frozen;
using System.Globalization;

namespace DigitForge.Runtime;

/// <summary>The language in which the library speaks to the reader: English, until a notebook selects another.</summary>
/// <remarks>The translations are embedded in DigitForge.dll: see <see cref="Translation"/>. Files and checkpoints are the same in every language.</remarks>
public static class Language
{
    private static volatile Translation current = Translation.Of(Translation.English);

    /// <summary>The codes of all available languages.</summary>
    public static IReadOnlyList<string> All => Translation.All;

    /// <summary>The code of the current language.</summary>
    public static string Current => current.Language;

    /// <summary>How the current language writes numbers.</summary>
    internal static NumberFormatInfo Numbers => current.Numbers;

    /// <summary>
    /// Switches the language for all cells and threads of this process. Numbers that a cell formats itself, such as <c>$"{part:P0}"</c>, follow the
    /// language too, not the machine's culture. Text that was already shown does not change.
    /// </summary>
    /// <param name="language">The language's code: <c>en</c> for English, <c>zh</c> for Chinese.</param>
    /// <exception cref="OneSentenceException">The language is not available.</exception>
    public static void Use(string language)
    {
        if (!All.Contains(language))
            throw new OneSentenceException($"Found the language '{language}', expected one of {string.Join(", ", All)}.");
        current = Translation.Of(language);
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = new CultureInfo("") { NumberFormat = Numbers };
    }

    /// <summary>Translates a text into the reader's language.</summary>
    /// <param name="english">The English text.</param>
    internal static string Text([English] string english) => current.Text(english);

    /// <summary>Translates a text that contains values into the reader's language, and formats the numbers as that language writes them.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    internal static string Text(Phrase phrase) => current.Text(phrase);

    /// <summary>Translates a name from a file, such as a model's name. A name without a translation stays as it is.</summary>
    /// <param name="name">The name, which is the same in files of every language.</param>
    internal static string Known(string name) => current.Known(name);

    /// <summary>Translates several texts into the reader's language.</summary>
    /// <param name="english">The English texts.</param>
    internal static string[] Texts([English] params IEnumerable<string> english) => [.. english.Select(Text)];

    /// <summary>Joins texts into a list with the separator of the reader's language.</summary>
    /// <param name="separator">The English separator, such as <c>", "</c>.</param>
    /// <param name="texts">The texts, in the reader's language.</param>
    internal static string Join([English] string separator, IEnumerable<string> texts) => string.Join(Text(separator), texts);

    /// <summary>Reads all texts of a language, keyed by the English text.</summary>
    internal static FrozenDictionary<string, string> Read(string language) => Translation.Of(language).Texts;
}
