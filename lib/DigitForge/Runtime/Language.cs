using System.Collections.Frozen;
using System.Globalization;

namespace DigitForge.Runtime;

/// <summary>The language that the library speaks to a reader: English, until a notebook says otherwise.</summary>
/// <remarks>Its texts are in DigitForge.dll, and the English ones in the source: see <see cref="Translation"/>. Files and checkpoints are the same in every language.</remarks>
public static class Language
{
    private static volatile Translation current = Translation.Of(Translation.English);

    /// <summary>The languages that there are, by their codes.</summary>
    public static IReadOnlyList<string> All => Translation.All;

    /// <summary>The code of the language that is spoken now.</summary>
    public static string Current => current.Language;

    /// <summary>How the language writes numbers.</summary>
    internal static NumberFormatInfo Numbers => current.Numbers;

    /// <summary>Speaks a language from now on, in all cells and threads of this process. What has been said already stays as it is.</summary>
    /// <param name="language">Its code: <c>en</c> for English, <c>zh</c> for Chinese.</param>
    /// <exception cref="OneSentenceException">The library does not know the language.</exception>
    public static void Use(string language)
    {
        if (!All.Contains(language))
            throw new OneSentenceException($"Found the language '{language}', expected one of {string.Join(", ", All)}.");
        current = Translation.Of(language);
    }

    /// <summary>A text in the reader's language.</summary>
    /// <param name="english">The English text.</param>
    internal static string Text([English] string english) => current.Text(english);

    /// <summary>A text with values in it, in the reader's language and with numbers as that language writes them.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    internal static string Text(Phrase phrase) => current.Text(phrase);

    /// <summary>A name that stands in a file, such as a model's, in the reader's language; one that the library does not know stays as it is.</summary>
    /// <param name="name">The name, as all languages keep it.</param>
    internal static string Known(string name) => current.Known(name);

    /// <summary>Several texts in the reader's language.</summary>
    /// <param name="english">The English texts.</param>
    internal static string[] Texts([English] params IEnumerable<string> english) => [.. english.Select(Text)];

    /// <summary>All texts of a language, by the English ones.</summary>
    internal static FrozenDictionary<string, string> Read(string language) => Translation.Of(language).Texts;
}
